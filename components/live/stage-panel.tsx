"use client"

import {
  CalendarPlus,
  CircleCheck,
  CircleSlash,
  CircleStop,
  Clock3,
  Lock,
  type LucideIcon,
  MessageSquare,
  Presentation,
} from "lucide-react"
import { useFormatter, useTranslations } from "next-intl"
import type { ReactNode } from "react"
import type { PageState } from "#server/domain/live-state.ts"
import type { LiveView } from "#server/domain/views.ts"
import { remainingUntil } from "./clock-text.ts"
import { useNow } from "./use-now.ts"
import { useSignInPath } from "./use-sign-in-path.ts"

type StagePanelProps = {
  view: LiveView
  state: Exclude<PageState, "live" | "interrupted">
  isChatShown: boolean
  offsetMs: number
}

const NEXT_STEP =
  "inline-flex min-h-10 items-center gap-2 rounded-md bg-white px-4 font-medium text-[#0b2a36] hover:bg-white/90 focus-visible:outline-white"

/** What stands in the picture's place while there is none: never a black box. */
export function StagePanel({ view, state, isChatShown, offsetMs }: StagePanelProps) {
  const t = useTranslations("live")
  switch (state) {
    case "scheduled":
      return (
        <Poster icon={Clock3} title={t("scheduledTitle")}>
          <StartDate at={view.event.startAt} />
          <Countdown view={view} offsetMs={offsetMs} />
          <a href={`/api/events/${view.event.slug}/calendar`} className={NEXT_STEP}>
            <CalendarPlus aria-hidden className="size-4" />
            {t("addToCalendar")}
          </a>
        </Poster>
      )
    case "lobby":
      return (
        <Poster icon={isChatShown ? MessageSquare : Clock3} title={t("lobbyTitle")}>
          <Countdown view={view} offsetMs={offsetMs} />
          <Line>{isChatShown ? t("lobbyChat") : t("follows")}</Line>
        </Poster>
      )
    case "waiting":
      return (
        <Poster icon={Presentation} title={t("waitingTitle")}>
          <Line>{t("waitingBody")}</Line>
        </Poster>
      )
    case "stopped":
      return (
        <Poster icon={CircleStop} title={t("stoppedTitle")}>
          <Line>{t("stoppedBody")}</Line>
        </Poster>
      )
    case "ended":
      return (
        <Poster icon={CircleCheck} title={t("endedTitle")}>
          <Line>{endedText(view, t)}</Line>
        </Poster>
      )
    case "cancelled":
      return (
        <Poster icon={CircleSlash} title={t("cancelledTitle")}>
          <Line>{t("cancelledBody")}</Line>
        </Poster>
      )
    case "restricted":
      return <Restricted wasSignedIn={view.chat.myId !== null} />
    default:
      return state satisfies never
  }
}

function Restricted({ wasSignedIn }: { wasSignedIn: boolean }) {
  const t = useTranslations("live")
  const signInHref = useSignInPath()
  return (
    <Poster icon={Lock} title={t(wasSignedIn ? "signedOutTitle" : "restrictedTitle")}>
      <Line>{t(wasSignedIn ? "signedOutBody" : "restrictedBody")}</Line>
      <a href={signInHref} target="_top" className={NEXT_STEP}>
        {t("signIn")}
      </a>
    </Poster>
  )
}

function Poster({ icon: Icon, title, children }: { icon: LucideIcon; title: string; children: ReactNode }) {
  return (
    <div className="absolute inset-0 flex flex-col items-center justify-center gap-2 overflow-hidden bg-[radial-gradient(120%_120%_at_20%_0%,#14566b_0%,#0b2a36_55%,#071a22_100%)] p-4 text-center text-white sm:gap-4">
      <Icon aria-hidden className="size-7 text-white/80 max-sm:hidden lg:size-10" strokeWidth={1.5} />
      <h2 className="text-balance font-semibold text-lg leading-tight sm:text-2xl lg:text-3xl">{title}</h2>
      {children}
    </div>
  )
}

function Line({ children }: { children: ReactNode }) {
  return <p className="max-w-[44ch] text-pretty text-sm text-white/85 sm:text-base">{children}</p>
}

function StartDate({ at }: { at: Date }) {
  const format = useFormatter()
  return (
    <p className="text-sm text-white/85 sm:text-base">
      <time dateTime={at.toISOString()}>
        {format.dateTime(at, "day")}, {format.dateTime(at, "timeZoned")}
      </time>
    </p>
  )
}

const UNITS = ["days", "hours", "minutes", "seconds"] as const

function Countdown({ view, offsetMs }: { view: LiveView; offsetMs: number }) {
  const t = useTranslations("live")
  const now = useNow(view.serverNow, offsetMs)
  const remaining = remainingUntil(view.event.startAt, now)
  if (!remaining) return <Line>{t("anyMoment")}</Line>
  const units = UNITS.slice(
    Math.min(
      UNITS.findIndex((unit) => remaining[unit] > 0),
      UNITS.length - 2,
    ),
  )
  return (
    <div role="timer" className="flex gap-3 tabular-nums sm:gap-6">
      {units.map((unit) => (
        <div key={unit} className="flex min-w-12 flex-col sm:min-w-16">
          <span className="font-semibold text-2xl sm:text-4xl">{remaining[unit]}</span>
          <span className="text-white/80 text-xs sm:text-sm">{t(unit, { count: remaining[unit] })}</span>
        </div>
      ))}
    </div>
  )
}

function endedText(view: LiveView, t: ReturnType<typeof useTranslations<"live">>) {
  const from = view.facts.livestream?.liveAt
  const to = view.facts.endedAt ?? view.since
  const minutes = from && to ? Math.round((to.getTime() - from.getTime()) / 60_000) : 0
  if (minutes < 1) return t("endedBody")
  return t("endedAfter", { hours: Math.floor(minutes / 60), minutes: minutes % 60 })
}
