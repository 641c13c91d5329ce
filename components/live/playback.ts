import type { Engine, EngineError } from "./player-controller.ts"

/** The controller's engine and what the controls need of it. */
export type Playback = Engine & {
  destroy(): Promise<void>
  /** Seconds between the newest picture there is and the one that is shown. */
  behindSeconds(): number
  /** Seconds since the picture was taken, where the stream says so. */
  latencySeconds(): number | null
  goToEdge(): void
}

export type PlaybackInput = {
  video: HTMLVideoElement
  lowLatency: boolean
  onError: (error: EngineError) => void
}
