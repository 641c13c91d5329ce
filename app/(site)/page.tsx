import { Plus } from "lucide-react"
import Link from "next/link"
import { getTranslations } from "next-intl/server"
import { Suspense } from "react"
import { EVENT_FILTERS, type EventFilter, EventFilterBar } from "#components/events/event-filter.tsx"
import { EventLists } from "#components/events/event-lists.tsx"
import { EventsSkeleton } from "#components/events/events-skeleton.tsx"
import { Button } from "#components/ui/button.tsx"
import { PageHeader } from "#components/ui/page-header.tsx"
import { getActor, getViewer } from "#server/auth.ts"
import { getDeps } from "#server/deps.ts"
import { listEvents } from "#server/services/events.ts"

type EventsPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> }

const QUERY_MAX_LENGTH = 100

export default async function EventsPage({ searchParams }: EventsPageProps) {
  const { q, show } = await searchParams
  const query = typeof q === "string" ? q.trim().slice(0, QUERY_MAX_LENGTH) : ""
  const filter = EVENT_FILTERS.find((value) => value === show) ?? "all"
  const [t, viewer] = await Promise.all([getTranslations("events"), getViewer()])
  const canCreate = viewer?.canCreateWebinars ?? false
  return (
    <div className="flex flex-col gap-10">
      <PageHeader
        title={t("title")}
        description={t("description")}
        actions={
          canCreate && (
            <Button asChild>
              <Link href="/webinars/new">
                <Plus aria-hidden />
                {t("create")}
              </Link>
            </Button>
          )
        }
      />
      <EventFilterBar filter={filter} query={query} />
      <Suspense key={`${filter} ${query}`} fallback={<EventsSkeleton />}>
        <Events filter={filter} query={query} canCreate={canCreate} />
      </Suspense>
    </div>
  )
}

async function Events(props: { filter: EventFilter; query: string; canCreate: boolean }) {
  const [deps, actor] = await Promise.all([getDeps(), getActor()])
  const events = await listEvents(deps, actor, { query: props.query, state: props.filter })
  return <EventLists {...props} events={events} />
}
