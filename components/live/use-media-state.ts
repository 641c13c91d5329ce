"use client"

import { type RefObject, useEffect, useState } from "react"

export type MediaState = ReturnType<typeof useMediaState>

/** What the controls show and do: pause, sound, floating window, full screen. `frame` is what fills the screen. */
export function useMediaState(
  video: RefObject<HTMLVideoElement | null>,
  frame: RefObject<HTMLElement | null>,
) {
  const [isPaused, setPaused] = useState(false)
  const [sound, setSound] = useState({ isMuted: true, volume: 1 })
  const [isFullscreen, setFullscreen] = useState(false)
  const [isFloating, setFloating] = useState(false)
  const [canFloat, setCanFloat] = useState(false)

  useEffect(() => {
    const element = video.current
    if (!element) return
    // The attribute doesn't survive server rendering, and browsers start by themselves only without sound.
    element.muted = true
    setCanFloat(document.pictureInPictureEnabled === true)
    const listening = new AbortController()
    const { signal } = listening
    // Emptying the player pauses it too; only a pause while something is loaded was asked for.
    element.addEventListener("pause", () => setPaused(element.readyState > 0 && !element.ended), { signal })
    element.addEventListener("play", () => setPaused(false), { signal })
    element.addEventListener("emptied", () => setPaused(false), { signal })
    element.addEventListener("loadeddata", () => setPaused(element.paused), { signal })
    element.addEventListener("enterpictureinpicture", () => setFloating(true), { signal })
    element.addEventListener("leavepictureinpicture", () => setFloating(false), { signal })
    element.addEventListener(
      "volumechange",
      () => setSound({ isMuted: element.muted, volume: element.volume }),
      {
        signal,
      },
    )
    document.addEventListener("fullscreenchange", () => setFullscreen(document.fullscreenElement !== null), {
      signal,
    })
    return () => listening.abort()
  }, [video])

  return {
    isPaused,
    ...sound,
    isFullscreen,
    isFloating,
    canFloat,
    pause: () => video.current?.pause(),
    turnSoundOn: () => unmute(video.current),
    toggleSound() {
      const element = video.current
      if (!element) return
      if (element.muted) unmute(element)
      else element.muted = true
    },
    setVolume(volume: number) {
      const element = video.current
      if (!element) return
      element.volume = volume
      element.muted = volume === 0
    },
    toggleFullscreen: () => refusable(toggleFullscreen(video.current, frame.current)),
    toggleFloating: () => refusable(toggleFloating(video.current)),
  }
}

function unmute(element: HTMLVideoElement | null) {
  if (!element) return
  element.muted = false
  if (element.volume === 0) element.volume = 1
}

async function toggleFullscreen(video: HTMLVideoElement | null, frame: HTMLElement | null) {
  if (document.fullscreenElement) return document.exitFullscreen()
  if (frame && "requestFullscreen" in frame) return frame.requestFullscreen()
  // iPhones fill the screen with the video element alone.
  if (video && "webkitEnterFullscreen" in video && typeof video.webkitEnterFullscreen === "function") {
    video.webkitEnterFullscreen()
  }
}

async function toggleFloating(video: HTMLVideoElement | null) {
  if (document.pictureInPictureElement) await document.exitPictureInPicture()
  else await video?.requestPictureInPicture()
}

/** The browser or an embedding page may forbid it; the picture then stays where it is. */
function refusable(change: Promise<void>) {
  change.catch(() => null)
}
