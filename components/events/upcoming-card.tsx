import Link from "next/link"
import { useFormatter, useTranslations } from "next-intl"
import { StateBadge } from "#components/live/state-badge.tsx"
import type { EventCard } from "#server/domain/views.ts"
import { EventTime, RestrictedMark } from "./event-facts.tsx"

export function UpcomingCard({ event }: { event: EventCard }) {
  const t = useTranslations("events")
  return (
    <article className="group relative flex gap-5 rounded-xl border bg-surface p-5 transition-shadow duration-150 has-[a:focus-visible]:outline-2 has-[a:focus-visible]:outline-accent has-[a:focus-visible]:outline-offset-2 hover:shadow-raised">
      <DateTile date={event.startAt} />
      <div className="flex min-w-0 flex-col gap-1.5">
        <h3 className="font-semibold text-lg leading-snug">
          <Link
            href={`/events/${event.slug}`}
            className="line-clamp-3 outline-none after:absolute after:inset-0 group-hover:text-accent"
          >
            {event.title}
          </Link>
        </h3>
        <p className="text-[0.9375rem]">
          <EventTime event={event} />
        </p>
        <p className="text-[0.9375rem] text-muted">{t("with", { organiser: event.organiser })}</p>
        <div className="mt-1 flex flex-wrap items-center gap-x-4 gap-y-2 empty:hidden">
          {event.state !== "scheduled" && <StateBadge state={event.state} />}
          {event.restricted && <RestrictedMark />}
        </div>
      </div>
    </article>
  )
}

/** The leaf of a calendar; the words beside it say the same to screen readers. */
function DateTile({ date }: { date: Date }) {
  const format = useFormatter()
  return (
    <div
      aria-hidden
      className="flex size-16 shrink-0 flex-col items-center justify-center rounded-md bg-accent-soft text-accent"
    >
      <span className="font-semibold text-2xl leading-none tabular-nums">
        {format.dateTime(date, { day: "numeric" })}
      </span>
      <span className="mt-1 text-sm leading-none">{format.dateTime(date, { month: "short" })}</span>
    </div>
  )
}
