import { Play } from "lucide-react"
import Link from "next/link"
import { useTranslations } from "next-intl"
import { LogoMark } from "#components/frame/logo.tsx"
import { StateBadge } from "#components/live/state-badge.tsx"
import type { EventCard } from "#server/domain/views.ts"
import { EventTime, ListenerCount, RestrictedMark } from "./event-facts.tsx"

/** An event on air: large, and one click from the picture. */
export function LiveCard({ event }: { event: EventCard }) {
  const t = useTranslations("events")
  return (
    <article className="group relative grid overflow-hidden rounded-xl border bg-surface transition-shadow duration-150 has-[a:focus-visible]:outline-2 has-[a:focus-visible]:outline-accent has-[a:focus-visible]:outline-offset-2 hover:shadow-raised md:grid-cols-[minmax(0,2fr)_minmax(0,3fr)]">
      <div
        aria-hidden
        className="relative flex min-h-36 items-end justify-center overflow-hidden bg-brand text-white"
      >
        <LogoMark className="absolute -bottom-6 size-56 opacity-25" />
        <span className="relative mb-auto mt-auto flex size-14 items-center justify-center rounded-full bg-white text-brand transition-transform duration-150 group-hover:scale-105">
          <Play className="ml-0.5 size-6 fill-current" />
        </span>
      </div>
      <div className="flex min-w-0 flex-col gap-3 p-5 md:p-7">
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
          <StateBadge state={event.state} />
          {event.state === "live" && <ListenerCount count={event.listeners} />}
          {event.restricted && <RestrictedMark />}
        </div>
        <h3 className="font-semibold text-2xl leading-tight tracking-tight">
          <Link
            href={`/events/${event.slug}`}
            className="outline-none after:absolute after:inset-0 group-hover:text-accent"
          >
            {event.title}
          </Link>
        </h3>
        <p className="text-muted">
          {t("with", { organiser: event.organiser })} · <EventTime event={event} withDay={false} />
        </p>
        {event.description && <p className="line-clamp-2 max-w-text">{event.description}</p>}
      </div>
    </article>
  )
}
