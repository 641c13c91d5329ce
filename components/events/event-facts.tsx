import { Lock, Users } from "lucide-react"
import { useFormatter, useTranslations } from "next-intl"
import type { EventCard } from "#server/domain/views.ts"

/** "Tuesday 24 November, 14:30–15:30 UTC+1" */
export function EventTime({ event, withDay = true }: { event: EventCard; withDay?: boolean }) {
  const format = useFormatter()
  const t = useTranslations("events")
  const range = t("timeRange", {
    start: format.dateTime(event.startAt, "time"),
    end: format.dateTime(event.endAt, "timeZoned"),
  })
  return (
    <time dateTime={event.startAt.toISOString()} className="tabular-nums">
      {withDay ? `${format.dateTime(event.startAt, "day")}, ${range}` : range}
    </time>
  )
}

export function RestrictedMark() {
  const t = useTranslations("events")
  return (
    <span className="inline-flex items-center gap-1.5 text-muted text-sm">
      <Lock aria-hidden className="size-3.5" />
      {t("restricted")}
    </span>
  )
}

export function ListenerCount({ count }: { count: number }) {
  const t = useTranslations("events")
  return (
    <span className="inline-flex items-center gap-1.5 text-muted text-sm tabular-nums">
      <Users aria-hidden className="size-4" />
      {t("listeners", { count })}
    </span>
  )
}
