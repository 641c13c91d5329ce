"use client"

import { CalendarDays } from "lucide-react"
import Link from "next/link"
import { useFormatter, useTranslations } from "next-intl"
import { Badge } from "#components/ui/badge.tsx"
import { Button } from "#components/ui/button.tsx"
import { type DataColumn, DataTable } from "#components/ui/data-table.tsx"
import { EmptyState } from "#components/ui/empty-state.tsx"
import { FilterLinks } from "#components/ui/filter-links.tsx"
import {
  EVENT_COLUMNS,
  EVENT_FILTERS,
  type EventColumn,
  type EventFilter,
} from "#server/domain/event-form.ts"
import type { Order } from "#server/domain/table-order.ts"
import type { EventRow } from "#server/domain/views.ts"
import { ACTIONS_COLUMN } from "./actions-column.ts"
import { AddLink } from "./add-link.tsx"
import { eventsPath } from "./event-address.ts"
import { isPastTheEnd, PastTheEnd } from "./past-the-end.tsx"
import { STATE_TONES } from "./state-tones.ts"

type EventTableProps = {
  rows: readonly EventRow[]
  total: number
  page: number
  pageSize: number
  filter: EventFilter
  query: string
  order: Order<EventColumn> | undefined
}

export function EventTable({ rows, filter, query, order, ...pages }: EventTableProps) {
  const t = useTranslations("operations.events")
  const columns = useColumns()
  if (isPastTheEnd(rows, pages.total))
    return (
      <PastTheEnd
        title={t("emptyPage")}
        firstHref={eventsPath(filter, query, order)}
        firstLabel={t("firstPage")}
      />
    )
  return (
    <DataTable
      caption={t("caption")}
      columns={columns}
      rows={rows}
      rowId={(row) => row.id}
      searchLabel={t("search")}
      toolbar={<Filters filter={filter} query={query} order={order} />}
      server={{ ...pages, sortable: EVENT_COLUMNS }}
      empty={
        <EmptyState
          icon={<CalendarDays />}
          title={t(filter === "all" ? "emptyTitle" : "emptyFilter")}
          action={filter === "all" && <AddLink href="/admin/events/new">{t("add")}</AddLink>}
        >
          {t("emptyBody")}
        </EmptyState>
      }
    />
  )
}

function Filters({ filter, query, order }: Pick<EventTableProps, "filter" | "query" | "order">) {
  const t = useTranslations("operations.events")
  const links = EVENT_FILTERS.map((value) => ({
    href: eventsPath(value, query, order),
    label: t(`filter.${value}`),
    isCurrent: value === filter,
  }))
  return <FilterLinks label={t("filterLabel")} links={links} />
}

function useColumns(): DataColumn<EventRow>[] {
  const t = useTranslations("operations.events")
  return [
    {
      id: "title",
      header: t("event"),
      className: "min-w-52",
      cell: (row) => (
        <>
          <Link
            href={`/events/${row.slug}`}
            className="inline-block font-medium leading-6 underline-offset-4 hover:underline"
          >
            {row.title}
          </Link>
          <p className="text-muted text-sm">
            {row.webinarId ? row.ownerName : t("byEncoder", { name: row.ownerName })}
          </p>
        </>
      ),
    },
    {
      id: "when",
      header: t("when"),
      className: "min-w-40",
      cell: (row) => <When row={row} />,
    },
    {
      id: "state",
      header: t("state"),
      cell: (row) => <Badge tone={STATE_TONES[row.state]}>{t(`liveState.${row.state}`)}</Badge>,
    },
    {
      id: "access",
      header: t("access"),
      className: "min-w-36",
      cell: (row) => (
        <div className="flex flex-col items-start gap-1">
          <Badge>{t(row.listed ? "listed" : "unlisted")}</Badge>
          {row.restricted && <Badge tone="accent">{t("restricted")}</Badge>}
        </div>
      ),
    },
    {
      id: "broadcaster",
      header: t("broadcaster"),
      className: "min-w-32",
      cell: (row) => row.broadcaster?.name ?? <span className="text-muted">{t("noBroadcaster")}</span>,
    },
    {
      id: "actions",
      header: t("actions"),
      quietHeader: true,
      className: ACTIONS_COLUMN,
      cell: (row) => (
        <Button asChild variant="secondary" size="sm">
          <Link href={`/admin/events/${row.id}`} aria-label={t("editOf", { title: row.title })}>
            {t("edit")}
          </Link>
        </Button>
      ),
    },
  ]
}

function When({ row: { startAt, endAt } }: { row: EventRow }) {
  const t = useTranslations("operations.events")
  const format = useFormatter()
  const isSameDay = format.dateTime(startAt, "date") === format.dateTime(endAt, "date")
  return (
    <div className="text-sm tabular-nums">
      <p>{format.dateTime(startAt, "full")}</p>
      <p className="text-muted">{t("until", { end: format.dateTime(endAt, isSameDay ? "time" : "full") })}</p>
    </div>
  )
}
