import type { Playback, PlaybackInput } from "./playback.ts"
import type { EngineError } from "./player-controller.ts"
import type { Probe } from "./playlist-probe.ts"
import { installTimestampOffsetShim } from "./shaka-shim.ts"

type Shaka = typeof import("shaka-player/dist/shaka-player.hls-es2021.js").default

/** Null where the browser has no media source extensions (iPhones before iOS 17.1). */
export async function createShakaPlayback(input: PlaybackInput): Promise<Playback | null> {
  const { default: shaka } = await import("shaka-player/dist/shaka-player.hls-es2021.js")
  shaka.polyfill.installAll()
  if (!shaka.Player.isBrowserSupported()) return null
  for (const name of ["SourceBuffer", "ManagedSourceBuffer"]) {
    const prototype = bufferPrototype(name)
    if (prototype) installTimestampOffsetShim(prototype)
  }
  return startPlayer(shaka, input)
}

async function startPlayer(shaka: Shaka, { video, lowLatency, onError }: PlaybackInput): Promise<Playback> {
  const player = new shaka.Player()
  await player.attach(video)
  player.addEventListener("error", (event: Event) => onError(readError(event)))
  return {
    async load(url, probe) {
      player.configure(playerConfig(targetLatencySeconds(lowLatency, probe)))
      await player.load(url)
    },
    async unload() {
      await player.unload()
    },
    async destroy() {
      await player.destroy()
    },
    behindSeconds: () => (player.isLive() ? Math.max(0, player.seekRange().end - video.currentTime) : 0),
    latencySeconds() {
      const { liveLatency } = player.getStats()
      return Number.isFinite(liveLatency) ? liveLatency : null
    },
    goToEdge: () => player.goToLive(),
  }
}

/** Servers without low-latency parts cut at key frames: one second apart at best, three with SIPMediaGW's own setting. */
export function targetLatencySeconds(lowLatency: boolean, { targetDurationSeconds }: Probe) {
  if (lowLatency) return 1.5
  return targetDurationSeconds !== null && targetDurationSeconds <= 1 ? 3 : 8
}

/** Measured values; why each is what it is stands in wire/media.md §3. The timeouts exceed the origin's longest hold. */
function playerConfig(targetLatency: number) {
  const patience = {
    maxAttempts: 3,
    backoffFactor: 1.5,
    fuzzFactor: 0.5,
    timeout: 8_000,
    connectionTimeout: 5_000,
    stallTimeout: 5_000,
  }
  return {
    manifest: {
      retryParameters: { ...patience, baseDelay: 500 },
      hls: { liveSegmentsDelay: 2, disableClosedCaptionsDetection: true },
    },
    streaming: {
      lowLatencyMode: true,
      bufferingGoal: 8,
      bufferBehind: 20,
      rebufferingGoal: 0.1,
      inaccurateManifestTolerance: 0,
      segmentPrefetchLimit: 2,
      retryParameters: { ...patience, baseDelay: 300 },
      gapDetectionThreshold: 0.3,
      stallEnabled: true,
      stallThreshold: 1,
      stallSkip: 0.1,
      returnToEndOfLiveWindowWhenOutside: true,
      liveSync: {
        enabled: true,
        targetLatency,
        targetLatencyTolerance: 0.5,
        maxPlaybackRate: 1.08,
        minPlaybackRate: 1,
        panicMode: true,
        panicThreshold: 12,
      },
    },
  }
}

/** shaka also reports plain TypeErrors here, without any number. */
function readError(event: Event): EngineError {
  const detail: unknown = "detail" in event ? event.detail : null
  return {
    severity: numberAt(detail, "severity"),
    category: numberAt(detail, "category"),
    code: numberAt(detail, "code"),
  }
}

function numberAt(detail: unknown, key: string): number | null {
  if (typeof detail !== "object" || detail === null) return null
  const value: unknown = Reflect.get(detail, key)
  return typeof value === "number" ? value : null
}

function bufferPrototype(name: string): object | null {
  const type: unknown = Reflect.get(globalThis, name)
  if (typeof type !== "function") return null
  const prototype: unknown = type.prototype
  return typeof prototype === "object" ? prototype : null
}
