/** Keeps a live stream playing: waits for it, loads it, notices when it stops, and loads it again. Knows no DOM. */
import type { Probe } from "./playlist-probe.ts"

export type PlayerState = "waiting" | "loading" | "playing" | "stalled"

/** `hold`: go on with what plays, but load nothing new, because what is on air may not be the right picture. */
export type Picture = "off" | "hold" | "play"

export type EngineError = { severity: number | null; category: number | null; code: number | null }

export type Engine = {
  load(url: string, probe: Probe): Promise<void>
  unload(): Promise<void>
}

export type Media = {
  currentTime(): number
  isPaused(): boolean
  /** Seconds that can still be played without the network. */
  bufferedAhead(): number
  /** Rejects where the browser allows no autoplay. */
  play(): Promise<void>
}

export type PlayerParts = {
  engine: Engine
  media: Media
  probe: (url: string) => Promise<Probe>
  onState: (state: PlayerState) => void
  onAutoplayBlocked: () => void
  random?: () => number
}

const POLL_MS = 2_000
const POLL_JITTER_MS = 1_000
const STALLED_AFTER_MS = 2_000
const RELOAD_AFTER_MS = 5_000
const LOADING_MAX_MS = 25_000
const RELOAD_PAUSE_MS = 1_500
const BACKOFF_MAX_MS = 15_000
const SOFT_ERRORS_MAX = 3
const SOFT_ERROR_WINDOW_MS = 6_000
/** shaka's numbers: an error it can't recover from, and its category of network errors. */
const SEVERITY_CRITICAL = 2
const CATEGORY_NETWORK = 1

export class PlayerController {
  state: PlayerState = "waiting"
  private url: string | null = null
  private picture: Picture = "off"
  private generation = 0
  private stateAt = 0
  private advancedAt = 0
  private lastTime = -1
  private reloadedAt = Number.NEGATIVE_INFINITY
  private failures = 0
  /** The listener's own pause outlives a reload. */
  private staysPaused = false
  private softErrorsAt: number[] = []
  private wake: (() => void) | null = null
  private readonly random: () => number

  constructor(private readonly parts: PlayerParts) {
    this.random = parts.random ?? Math.random
  }

  follow(source: { url: string | null; picture: Picture }) {
    const { url, picture } = source
    const movedElsewhere = url !== this.url
    const switchedOff = picture === "off" && this.picture !== "off"
    const first = this.generation === 0
    this.url = url
    this.picture = url ? picture : "off"
    if (first || movedElsewhere || switchedOff) this.restart()
    else this.nudge()
  }

  /** Something says that the stream may be there: ask at once instead of at the next poll. */
  nudge() {
    this.wake?.()
  }

  stop() {
    this.generation++
    this.wake?.()
  }

  /** Called every second. */
  tick() {
    if (this.state === "loading") {
      if (Date.now() - this.stateAt > LOADING_MAX_MS) this.restart()
      return
    }
    if (this.state === "waiting") return
    const time = this.parts.media.currentTime()
    if (this.parts.media.isPaused()) {
      this.advancedAt = Date.now()
      return
    }
    if (time !== this.lastTime) return this.advance(time)
    const frozenMs = Date.now() - this.advancedAt
    if (frozenMs > STALLED_AFTER_MS) this.move("stalled")
    if (frozenMs > RELOAD_AFTER_MS) this.reload()
  }

  reportError(error: EngineError) {
    if (error.severity === SEVERITY_CRITICAL) return this.reload()
    const isNetwork = error.category === CATEGORY_NETWORK
    if (isNetwork && this.parts.media.bufferedAhead() > 0.5) return
    const now = Date.now()
    this.softErrorsAt = this.softErrorsAt.filter((at) => now - at < SOFT_ERROR_WINDOW_MS)
    this.softErrorsAt.push(now)
    if (this.softErrorsAt.length >= SOFT_ERRORS_MAX) this.reload()
  }

  /** The end of a stream also pauses the picture, which nobody asked for. */
  reportEnded() {
    this.reload(false)
  }

  private advance(time: number) {
    this.lastTime = time
    this.advancedAt = Date.now()
    this.failures = 0
    if (this.state === "stalled") this.move("playing")
  }

  private reload(staysPaused = this.parts.media.isPaused()) {
    const isPlaying = this.state === "playing" || this.state === "stalled"
    if (!isPlaying || Date.now() - this.reloadedAt < RELOAD_PAUSE_MS) return
    this.reloadedAt = Date.now()
    this.staysPaused = staysPaused
    this.restart()
  }

  private restart() {
    const generation = ++this.generation
    this.softErrorsAt = []
    this.wake?.()
    this.move("waiting")
    void this.run(generation)
  }

  private async run(generation: number) {
    const isCurrent = () => generation === this.generation
    try {
      await this.parts.engine.unload()
    } catch {
      // A player that can't be emptied says so again at load, which is retried.
      this.failures++
    }
    while (isCurrent()) {
      const loaded = await this.attempt(isCurrent)
      if (loaded) return
    }
  }

  /** One look at the playlist, and a load when it is on air; otherwise a pause before the next look. */
  private async attempt(isCurrent: () => boolean): Promise<boolean> {
    const url = this.url
    if (!url || this.picture !== "play") {
      await this.sleepUntilWoken()
      return false
    }
    const probe = await this.parts.probe(url)
    if (!isCurrent()) return false
    if (!probe.onAir || this.picture !== "play") {
      await this.sleep(POLL_MS + this.random() * POLL_JITTER_MS)
      return false
    }
    this.move("loading")
    try {
      await this.parts.engine.load(url, probe)
    } catch {
      if (isCurrent()) await this.backOff()
      return false
    }
    if (isCurrent()) this.begin()
    return true
  }

  private begin() {
    this.advancedAt = Date.now()
    this.lastTime = -1
    this.move("playing")
    if (!this.staysPaused) this.parts.media.play().catch(() => this.parts.onAutoplayBlocked())
    this.staysPaused = false
  }

  private async backOff() {
    this.failures++
    this.move("waiting")
    const backoffMs = Math.min(BACKOFF_MAX_MS, 500 * 2 ** Math.min(this.failures, 5))
    await this.sleep(backoffMs * (0.75 + this.random() * 0.5))
  }

  private move(state: PlayerState) {
    if (state === this.state) return
    this.state = state
    this.stateAt = Date.now()
    this.parts.onState(state)
  }

  private sleep(ms: number) {
    return new Promise<void>((resolve) => {
      const timer = setTimeout(() => this.wake?.(), ms)
      this.wake = () => {
        clearTimeout(timer)
        this.wake = null
        resolve()
      }
    })
  }

  private sleepUntilWoken() {
    return new Promise<void>((resolve) => {
      this.wake = () => {
        this.wake = null
        resolve()
      }
    })
  }
}
