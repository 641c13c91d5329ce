"use client"

import { useFormatter, useTranslations } from "next-intl"
import type { Writing } from "./use-writing.ts"

/** Why nothing can be sent now: said at once, also to who listens to the page. */
export function WritingStopLine({ stop }: Pick<Writing, "stop">) {
  const t = useTranslations("chat")
  const format = useFormatter()
  return (
    <p role="status" className="mb-2 rounded-md bg-warn-soft px-3 py-2 text-sm text-warn empty:hidden">
      {stop?.kind === "paused" && t("paused")}
      {stop?.kind === "muted" && t("mutedUntil", { time: format.dateTime(stop.until, "clock") })}
    </p>
  )
}

/** A timer isn't read out each second; whoever comes to the field hears how long. */
export function SlowModeLine({ id, writing }: { id: string; writing: Writing }) {
  const t = useTranslations("chat")
  const { waitSeconds, slowModeSeconds } = writing
  if (slowModeSeconds === 0) return null
  return (
    <p id={id} className="mt-1.5 text-muted text-xs tabular-nums">
      {waitSeconds > 0 ? (
        <span role="timer" className="font-medium text-text">
          {t("waitSeconds", { count: waitSeconds })}
        </span>
      ) : (
        t("slowMode", { count: slowModeSeconds })
      )}
    </p>
  )
}
