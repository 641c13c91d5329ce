import Link from "next/link"
import { useFormatter, useTranslations } from "next-intl"
import type { EventCard } from "#server/domain/views.ts"

export function PastRow({ event }: { event: EventCard }) {
  const t = useTranslations("events")
  const format = useFormatter()
  return (
    <li className="group relative flex flex-wrap items-baseline gap-x-6 gap-y-0.5 px-5 py-3.5 has-[a:focus-visible]:outline-2 has-[a:focus-visible]:outline-accent has-[a:focus-visible]:-outline-offset-2 hover:bg-surface-2/60">
      <time
        dateTime={event.startAt.toISOString()}
        className="w-40 shrink-0 text-[0.9375rem] text-muted tabular-nums"
      >
        {format.dateTime(event.startAt, "date")}
      </time>
      <Link
        href={`/events/${event.slug}`}
        className="min-w-0 flex-1 basis-64 font-medium outline-none after:absolute after:inset-0 group-hover:text-accent"
      >
        {event.title}
      </Link>
      <span className="text-[0.9375rem] text-muted">{t("with", { organiser: event.organiser })}</span>
    </li>
  )
}
