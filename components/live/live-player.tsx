"use client"

import { CirclePlay, LoaderCircle, RefreshCw, Volume2 } from "lucide-react"
import { useTranslations } from "next-intl"
import { type ReactNode, useEffect, useEffectEvent, useRef, useState } from "react"
import { cn } from "#components/ui/cn.ts"
import { elapsedText } from "./clock-text.ts"
import type { Picture } from "./player-controller.ts"
import { PlayerControls } from "./player-controls.tsx"
import { useMediaState } from "./use-media-state.ts"
import { useNow } from "./use-now.ts"
import { usePlayer } from "./use-player.ts"

type LivePlayerProps = {
  title: string
  url: string | null
  picture: Picture
  lowLatency: boolean
  hints: number
  /** Since when the server has had no picture; null while it has one. */
  interruptedSince: Date | null
  offsetMs: number
  offersSound: boolean
}

export function LivePlayer(props: LivePlayerProps) {
  const { title, url, picture, lowLatency, hints, interruptedSince, offsetMs } = props
  const t = useTranslations("player")
  const frame = useRef<HTMLElement>(null)
  const video = useRef<HTMLVideoElement>(null)
  const lastFrame = useRef<HTMLCanvasElement>(null)
  const media = useMediaState(video, frame)
  const [isSoundOffered, setSoundOffered] = useState(props.offersSound)
  const player = usePlayer({
    video,
    lastFrame,
    url,
    picture,
    lowLatency,
    hints,
    onLatency(seconds) {
      if (!frame.current) return
      if (seconds === null) delete frame.current.dataset.latency
      else frame.current.dataset.latency = seconds.toFixed(2)
    },
  })
  const isPlaying = player.state === "playing" || player.state === "stalled"
  const { hasPlayed, lostAt } = useLossOfPicture(player.state === "playing")
  const since = interruptedSince ?? (picture === "play" && hasPlayed ? lostAt : null)
  const isMissing = interruptedSince !== null || !isPlaying || player.state === "stalled"

  const togglePlay = () => (media.isPaused ? player.play() : media.pause())
  usePlayerKeys(frame, { k: togglePlay, " ": togglePlay, m: media.toggleSound, f: media.toggleFullscreen })
  useEffect(() => {
    if (!media.isMuted) setSoundOffered(false)
  }, [media.isMuted])

  return (
    <section
      ref={frame}
      aria-label={t("label", { title })}
      data-player-state={player.state}
      className="group/player absolute inset-0 overflow-hidden bg-black"
    >
      <video
        ref={video}
        muted
        playsInline
        tabIndex={0}
        aria-label={t("video")}
        onClick={isPlaying ? togglePlay : undefined}
        className="size-full object-contain focus-visible:-outline-offset-4 focus-visible:outline-white"
      />
      <canvas
        ref={lastFrame}
        aria-hidden
        className={cn("pointer-events-none absolute inset-0 size-full object-contain", isPlaying && "hidden")}
      />
      {since && isMissing ? (
        <Interruption since={since} offsetMs={interruptedSince ? offsetMs : 0} />
      ) : (
        picture === "play" && (!isPlaying || player.state === "stalled") && <Loading text={t("loading")} />
      )}
      {!player.isSupported && <Message>{t("unsupported")}</Message>}
      {player.isBlocked ? (
        <BigButton icon={<CirclePlay aria-hidden />} label={t("start")} onClick={player.play} />
      ) : (
        isPlaying &&
        media.isMuted &&
        isSoundOffered && (
          <BigButton icon={<Volume2 aria-hidden />} label={t("soundOn")} onClick={media.turnSoundOn} />
        )
      )}
      {(isPlaying || hasPlayed) && (
        <PlayerControls
          media={media}
          isPlaying={isPlaying}
          isBehind={player.isBehind}
          onPlay={player.play}
          onEdge={player.goToEdge}
        />
      )}
    </section>
  )
}

/** Since when the picture is gone, once there was one. */
function useLossOfPicture(isPlaying: boolean) {
  const [loss, setLoss] = useState<{ hasPlayed: boolean; lostAt: Date | null }>({
    hasPlayed: false,
    lostAt: null,
  })
  useEffect(() => {
    setLoss((last) => {
      if (isPlaying) return { hasPlayed: true, lostAt: null }
      return last.hasPlayed ? { hasPlayed: true, lostAt: last.lostAt ?? new Date() } : last
    })
  }, [isPlaying])
  return loss
}

/** Single keys only while the focus is in the player, so that they never take a letter from somebody who types. */
function usePlayerKeys(frame: { current: HTMLElement | null }, keys: Record<string, () => void>) {
  const press = useEffectEvent((event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const isOnControl = event.target instanceof HTMLButtonElement || event.target instanceof HTMLInputElement
    const action = keys[event.key.toLowerCase()]
    if (!action || (event.key === " " && isOnControl)) return
    event.preventDefault()
    action()
  })
  useEffect(() => {
    const element = frame.current
    const listener = (event: KeyboardEvent) => press(event)
    element?.addEventListener("keydown", listener)
    return () => element?.removeEventListener("keydown", listener)
  }, [frame])
}

function Interruption({ since, offsetMs }: { since: Date; offsetMs: number }) {
  const t = useTranslations("player")
  const now = useNow(since, offsetMs)
  return (
    <div className="absolute inset-0 flex items-center justify-center bg-black/55 p-4">
      <div className="flex max-w-md items-center gap-3 rounded-md bg-black/80 px-5 py-4 text-white">
        <RefreshCw aria-hidden className="size-6 shrink-0 motion-safe:animate-[spin_2s_linear_infinite]" />
        <p>
          <span className="block font-semibold tabular-nums">
            {t("interruptedSince", { elapsed: elapsedText(now.getTime() - since.getTime()) })}
          </span>
          <span className="text-white/80">{t("reconnecting")}</span>
        </p>
      </div>
    </div>
  )
}

function Loading({ text }: { text: string }) {
  return (
    <p className="pointer-events-none absolute inset-0 flex items-center justify-center gap-3 text-white">
      <LoaderCircle aria-hidden className="size-7 motion-safe:animate-spin" />
      <span>{text}</span>
    </p>
  )
}

function Message({ children }: { children: ReactNode }) {
  return (
    <p className="absolute inset-0 flex items-center justify-center bg-black/80 p-6 text-center text-white">
      {children}
    </p>
  )
}

function BigButton({ icon, label, onClick }: { icon: ReactNode; label: string; onClick: () => void }) {
  return (
    <div className="pointer-events-none absolute inset-0 flex items-end justify-center pb-[13%]">
      <button
        type="button"
        onClick={onClick}
        className="pointer-events-auto inline-flex min-h-12 items-center gap-3 rounded-full bg-black/80 px-6 font-semibold sm:min-h-14 sm:px-7 sm:text-lg text-white ring-2 ring-white/80 hover:bg-black/90 focus-visible:outline-white [&_svg]:size-7"
      >
        {icon}
        {label}
      </button>
    </div>
  )
}
