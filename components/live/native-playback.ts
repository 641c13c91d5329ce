import type { Playback, PlaybackInput } from "./playback.ts"

const HLS_TYPE = "application/vnd.apple.mpegurl"

/** Safari's own HLS, where there are no media source extensions to play through. */
export function createNativePlayback({ video, onError }: PlaybackInput): Playback | null {
  if (video.canPlayType(HLS_TYPE) === "") return null
  const fail = () => onError({ severity: 2, category: null, code: video.error?.code ?? null })
  const edge = () => (video.seekable.length > 0 ? video.seekable.end(video.seekable.length - 1) : null)
  const behindSeconds = () => Math.max(0, (edge() ?? video.currentTime) - video.currentTime)
  async function unload() {
    video.removeEventListener("error", fail)
    video.removeAttribute("src")
    video.load()
  }
  return {
    async load(url) {
      await loadMetadata(video, url)
      video.addEventListener("error", fail)
    },
    unload,
    destroy: unload,
    behindSeconds,
    latencySeconds: () => null,
    goToEdge() {
      const end = edge()
      if (end !== null) video.currentTime = end
    },
  }
}

function loadMetadata(video: HTMLVideoElement, url: string) {
  return new Promise<void>((resolve, reject) => {
    const listening = new AbortController()
    const settle = (finish: () => void) => () => {
      listening.abort()
      finish()
    }
    const { signal } = listening
    video.addEventListener("loadedmetadata", settle(resolve), { signal })
    video.addEventListener(
      "error",
      settle(() => reject(video.error ?? new Error("no video"))),
      { signal },
    )
    video.src = url
  })
}
