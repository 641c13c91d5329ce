import type { Metadata } from "next"
import { getTimeZone, getTranslations } from "next-intl/server"
import { AddLink } from "#components/admin/add-link.tsx"
import { eventsPath, readEventsAddress } from "#components/admin/event-address.ts"
import { EventTable } from "#components/admin/event-table.tsx"
import { NoAccess } from "#components/admin/no-access.tsx"
import { PageHeader } from "#components/ui/page-header.tsx"
import { listAllEvents } from "#server/services/admin-events.ts"
import { forAdmin } from "../for-admin.ts"

type EventsPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> }

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("operations.events")
  return { title: t("title") }
}

export default async function EventsPage({ searchParams }: EventsPageProps) {
  const address = readEventsAddress(await searchParams)
  const { query, filter, order, page } = address
  const found = await forAdmin(eventsPath(filter, query, order), (deps, actor) =>
    listAllEvents(deps, actor, address),
  )
  if (!found) return <NoAccess />
  const [t, zone] = await Promise.all([getTranslations("operations.events"), getTimeZone()])
  return (
    <>
      <PageHeader
        title={t("title")}
        description={t("description", { zone })}
        actions={<AddLink href="/admin/events/new">{t("add")}</AddLink>}
      />
      <EventTable {...found} page={page} filter={filter} query={query} order={order} />
    </>
  )
}
