"use client"

import { Maximize, Minimize, Pause, PictureInPicture2, Play, Volume2, VolumeX } from "lucide-react"
import { useTranslations } from "next-intl"
import type { ReactNode } from "react"
import { cn } from "#components/ui/cn.ts"
import type { MediaState } from "./use-media-state.ts"

type PlayerControlsProps = {
  media: MediaState
  isPlaying: boolean
  isBehind: boolean
  onPlay: () => void
  onEdge: () => void
}

export function PlayerControls({ media, isPlaying, isBehind, onPlay, onEdge }: PlayerControlsProps) {
  const t = useTranslations("player")
  const isLate = isBehind || media.isPaused
  return (
    <div
      className={cn(
        "absolute inset-x-0 bottom-0 flex items-center gap-1 bg-linear-to-t from-black/80 to-transparent px-2 pt-8 pb-1.5 text-white transition-opacity duration-150",
        "focus-within:opacity-100 group-hover/player:opacity-100 pointer-coarse:opacity-100",
        media.isPaused ? "opacity-100" : "opacity-0",
      )}
    >
      <Control
        label={media.isPaused ? t("play") : t("pause")}
        shortcut="k"
        onClick={media.isPaused ? onPlay : media.pause}
      >
        {media.isPaused ? <Play aria-hidden /> : <Pause aria-hidden />}
      </Control>
      <Control label={media.isMuted ? t("unmute") : t("mute")} shortcut="m" onClick={media.toggleSound}>
        {media.isMuted ? <VolumeX aria-hidden /> : <Volume2 aria-hidden />}
      </Control>
      <input
        type="range"
        min={0}
        max={1}
        step={0.05}
        value={media.isMuted ? 0 : media.volume}
        aria-label={t("volume")}
        onChange={(event) => media.setVolume(Number(event.target.value))}
        className="w-20 accent-white pointer-coarse:hidden"
      />
      {isPlaying && (
        <button
          type="button"
          aria-label={isLate ? t("goToEdge") : t("atEdge")}
          title={isLate ? t("goToEdge") : t("atEdge")}
          onClick={onEdge}
          className="ml-1 inline-flex min-h-9 items-center gap-1.5 rounded-md px-2 font-semibold text-sm tracking-wide hover:bg-white/15 focus-visible:outline-white"
        >
          <span aria-hidden className={cn("size-2 rounded-full", isLate ? "bg-white/50" : "bg-[#ff4d5a]")} />
          <span className={isLate ? "text-white/70" : undefined}>{t("live")}</span>
        </button>
      )}
      <span className="ml-auto" />
      {media.canFloat && (
        <Control label={media.isFloating ? t("unfloat") : t("float")} onClick={media.toggleFloating}>
          <PictureInPicture2 aria-hidden />
        </Control>
      )}
      <Control
        label={media.isFullscreen ? t("exitFullscreen") : t("fullscreen")}
        shortcut="f"
        onClick={media.toggleFullscreen}
      >
        {media.isFullscreen ? <Minimize aria-hidden /> : <Maximize aria-hidden />}
      </Control>
    </div>
  )
}

type ControlProps = { label: string; shortcut?: string; onClick: () => void; children: ReactNode }

function Control({ label, shortcut, onClick, children }: ControlProps) {
  return (
    <button
      type="button"
      aria-label={label}
      aria-keyshortcuts={shortcut}
      title={shortcut ? `${label} (${shortcut})` : label}
      onClick={onClick}
      className="inline-flex size-10 items-center justify-center rounded-md hover:bg-white/15 focus-visible:outline-white [&_svg]:size-5"
    >
      {children}
    </button>
  )
}
