"use client"

import { type RefObject, useEffect, useEffectEvent, useRef, useState } from "react"
import { createNativePlayback } from "./native-playback.ts"
import type { Playback, PlaybackInput } from "./playback.ts"
import { type Media, type Picture, PlayerController, type PlayerState } from "./player-controller.ts"
import { probePlaylist } from "./playlist-probe.ts"
import { createShakaPlayback } from "./shaka-playback.ts"

const TICK_MS = 1_000
const IMPORT_RETRY_MS = 3_000
/** Further behind than the player makes good by itself within seconds. */
const BEHIND_SECONDS = { lowLatency: 5, classic: 14 } as const

export type PlayerInput = {
  video: RefObject<HTMLVideoElement | null>
  /** Where the last picture stays visible while there is no new one. */
  lastFrame: RefObject<HTMLCanvasElement | null>
  url: string | null
  picture: Picture
  lowLatency: boolean
  /** Counts hints that the stream may have come back. */
  hints: number
  onLatency: (seconds: number | null) => void
}

export function usePlayer({ video, lastFrame, url, picture, lowLatency, hints, onLatency }: PlayerInput) {
  const [state, setState] = useState<PlayerState>("waiting")
  const [isSupported, setSupported] = useState(true)
  const [isBlocked, setBlocked] = useState(false)
  const [isBehind, setBehind] = useState(false)
  const controller = useRef<PlayerController | null>(null)
  const playback = useRef<Playback | null>(null)
  const wanted = useEffectEvent(() => ({ url, picture }))
  const measure = useEffectEvent((current: Playback, isPlaying: boolean) => {
    const limit = lowLatency ? BEHIND_SECONDS.lowLatency : BEHIND_SECONDS.classic
    setBehind(isPlaying && current.behindSeconds() > limit)
    onLatency(isPlaying ? current.latencySeconds() : null)
  })

  useEffect(() => {
    const element = video.current
    if (!element) return
    let isOver = false
    let timer: ReturnType<typeof setTimeout> | undefined
    const ended = () => controller.current?.reportEnded()
    async function begin(input: PlaybackInput) {
      const made = (await createShakaPlayback(input)) ?? createNativePlayback(input)
      if (isOver) return made?.destroy()
      if (!made) return setSupported(false)
      playback.current = made
      const player = new PlayerController({
        engine: {
          load: (address, probe) => made.load(address, probe),
          unload() {
            keepLastFrame(input.video, lastFrame.current)
            return made.unload()
          },
        },
        media: mediaOf(input.video),
        probe: probePlaylist,
        onState: setState,
        onAutoplayBlocked: () => setBlocked(true),
      })
      controller.current = player
      player.follow(wanted())
      timer = setInterval(() => {
        player.tick()
        measure(made, player.state === "playing")
      }, TICK_MS)
    }
    const start = () => {
      begin({
        video: element,
        lowLatency,
        onError: (error) => controller.current?.reportError(error),
      }).catch(() => {
        // The player's code didn't come over the network; it is asked for again.
        if (!isOver) timer = setTimeout(start, IMPORT_RETRY_MS)
      })
    }
    element.addEventListener("ended", ended)
    start()
    return () => {
      isOver = true
      clearInterval(timer)
      element.removeEventListener("ended", ended)
      controller.current?.stop()
      controller.current = null
      void playback.current?.destroy()
      playback.current = null
    }
  }, [video, lastFrame, lowLatency])

  function play() {
    const element = video.current
    if (element) playOn(element).catch(() => setBlocked(true))
  }

  useEffect(() => controller.current?.follow({ url, picture }), [url, picture])
  useEffect(() => {
    if (hints > 0) controller.current?.nudge()
  }, [hints])

  return {
    state,
    isSupported,
    isBlocked,
    isBehind,
    play() {
      setBlocked(false)
      play()
    },
    goToEdge() {
      playback.current?.goToEdge()
      setBehind(false)
      play()
    },
  }
}

function mediaOf(video: HTMLVideoElement): Media {
  return {
    currentTime: () => video.currentTime,
    isPaused: () => video.paused,
    bufferedAhead() {
      const { buffered } = video
      return buffered.length > 0 ? Math.max(0, buffered.end(buffered.length - 1) - video.currentTime) : 0
    },
    play: () => playOn(video),
  }
}

async function playOn(video: HTMLVideoElement) {
  try {
    await video.play()
  } catch (error) {
    // A load or pause that comes in between also ends the promise; only a refusal is worth a question.
    if (error instanceof DOMException && error.name === "NotAllowedError") throw error
  }
}

function keepLastFrame(video: HTMLVideoElement, canvas: HTMLCanvasElement | null) {
  if (!canvas || video.videoWidth === 0) return
  canvas.width = video.videoWidth
  canvas.height = video.videoHeight
  canvas.getContext("2d")?.drawImage(video, 0, 0)
}
