"use client"

import { useTranslations } from "next-intl"
import { cn } from "#components/ui/cn.ts"
import { isChatOpen, type PageState } from "#server/domain/live-state.ts"
import { LivePlayer } from "./live-player.tsx"
import type { Picture } from "./player-controller.ts"
import { StagePanel } from "./stage-panel.tsx"
import type { LivePageState } from "./use-live-page.ts"

type LiveStageProps = {
  live: LivePageState
  /** The presenter's own look at it stays silent. */
  isPreview?: boolean
  className?: string
}

/** The 16:9 box: the picture, or in words why there is none. */
export function LiveStage({ live, isPreview = false, className }: LiveStageProps) {
  const t = useTranslations("live")
  const { view, state } = live
  const panel = state === "live" || state === "interrupted" ? null : state
  return (
    <div
      data-live-state={state}
      className={cn("relative isolate aspect-video w-full overflow-hidden bg-black", className)}
    >
      {isPlayerNeeded(state) && (
        <LivePlayer
          title={view.event.title}
          url={view.streamUrl}
          picture={pictureOf(state)}
          lowLatency={view.lowLatency}
          hints={live.hints}
          interruptedSince={state === "interrupted" ? (live.since ?? view.serverNow) : null}
          offsetMs={live.offsetMs}
          offersSound={!isPreview}
        />
      )}
      {panel && (
        <StagePanel
          view={view}
          state={panel}
          isChatShown={view.chat.enabled && isChatOpen(state)}
          offsetMs={live.offsetMs}
        />
      )}
      <p role="status" className="sr-only">
        {t(`announce.${state}`)}
      </p>
    </div>
  )
}

/** The player is there before the picture, so that its code is loaded when the picture comes. */
function isPlayerNeeded(state: PageState) {
  return state !== "scheduled" && state !== "ended" && state !== "cancelled" && state !== "restricted"
}

/**
 * While the gateway starts again, its desktop and the join form are on air for some seconds: nothing new is shown
 * until the server says that the right picture is there.
 */
function pictureOf(state: PageState): Picture {
  if (state === "live") return "play"
  return state === "interrupted" ? "hold" : "off"
}
