import { CalendarDays, SearchX } from "lucide-react"
import Link from "next/link"
import { useTranslations } from "next-intl"
import type { ReactNode } from "react"
import { Button } from "#components/ui/button.tsx"
import { EmptyState } from "#components/ui/empty-state.tsx"
import type { EventList } from "#server/domain/views.ts"
import { type EventFilter, eventsPath } from "./event-filter.tsx"
import { LiveCard } from "./live-card.tsx"
import { PastRow } from "./past-row.tsx"
import { UpcomingCard } from "./upcoming-card.tsx"

type EventListsProps = { events: EventList; filter: EventFilter; query: string; canCreate: boolean }

export function EventLists({ events, filter, query, canCreate }: EventListsProps) {
  const t = useTranslations("events")
  const { live, upcoming, past } = events
  const count = live.length + upcoming.length + past.length
  if (count === 0) return <NoEvents filter={filter} query={query} canCreate={canCreate} />
  return (
    <div className="flex flex-col gap-12">
      {query && (
        <p role="status" className="-mb-6 text-muted">
          {t("results", { count, query })}
        </p>
      )}
      {live.length > 0 && (
        <Section id="live" title={t("liveTitle")}>
          <div className="flex flex-col gap-4">
            {live.map((event) => (
              <LiveCard key={event.id} event={event} />
            ))}
          </div>
        </Section>
      )}
      {upcoming.length > 0 && (
        <Section id="upcoming" title={t("upcomingTitle")}>
          <div className="grid gap-4 md:grid-cols-2">
            {upcoming.map((event) => (
              <UpcomingCard key={event.id} event={event} />
            ))}
          </div>
        </Section>
      )}
      {past.length > 0 && (
        <Section id="past" title={t("pastTitle")}>
          <ul className="divide-y overflow-hidden rounded-xl border bg-surface">
            {past.map((event) => (
              <PastRow key={event.id} event={event} />
            ))}
          </ul>
        </Section>
      )}
    </div>
  )
}

function Section({ id, title, children }: { id: string; title: string; children: ReactNode }) {
  return (
    <section aria-labelledby={id} className="flex flex-col gap-5">
      <h2 id={id} className="font-semibold text-xl tracking-tight">
        {title}
      </h2>
      {children}
    </section>
  )
}

function NoEvents({ filter, query, canCreate }: Omit<EventListsProps, "events">) {
  const t = useTranslations("events")
  if (query) {
    return (
      <EmptyState
        icon={<SearchX />}
        title={t("noResultTitle", { query })}
        action={<LinkButton href={eventsPath(filter, "")}>{t("clear")}</LinkButton>}
      >
        {t("noResultBody")}
      </EmptyState>
    )
  }
  const titles = {
    all: t("emptyTitle"),
    live: t("emptyLiveTitle"),
    upcoming: t("emptyUpcomingTitle"),
    past: t("emptyPastTitle"),
  }
  const body = filter === "live" ? t("emptyLiveBody") : canCreate ? t("emptyBodyPresenter") : t("emptyBody")
  const next =
    filter === "live" || filter === "past" ? (
      <LinkButton href="/">{t("seeAll")}</LinkButton>
    ) : (
      canCreate && <LinkButton href="/webinars/new">{t("create")}</LinkButton>
    )
  return (
    <EmptyState icon={<CalendarDays />} title={titles[filter]} action={next}>
      {filter === "past" ? null : body}
    </EmptyState>
  )
}

function LinkButton({ href, children }: { href: string; children: ReactNode }) {
  return (
    <Button asChild variant="secondary">
      <Link href={href}>{children}</Link>
    </Button>
  )
}
