"use client"

import { useFormatter, useTranslations } from "next-intl"
import { createContext, useContext } from "react"
import { cn } from "#components/ui/cn.ts"
import { placeText, secondsInto } from "#server/domain/transcript.ts"

/** When the picture first came, once it is over: messages are then found by their place in it. */
export const ReplayStart = createContext<Date | null>(null)

export function MessageTime({ at }: { at: Date }) {
  const t = useTranslations("chat")
  const format = useFormatter()
  const seconds = secondsInto(useContext(ReplayStart), at)
  return (
    <time
      dateTime={at.toISOString()}
      title={seconds === null ? undefined : t("intoLive", { place: placeText(seconds) })}
      className={cn(
        "ml-auto shrink-0 text-muted text-xs tabular-nums",
        seconds === null && "opacity-0 group-hover:opacity-100 pointer-coarse:opacity-100",
      )}
    >
      {seconds === null ? format.dateTime(at, "time") : placeText(seconds)}
    </time>
  )
}
