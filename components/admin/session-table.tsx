"use client"

import { Radio } from "lucide-react"
import Link from "next/link"
import { useFormatter, useTranslations } from "next-intl"
import { type DataColumn, DataTable } from "#components/ui/data-table.tsx"
import { EmptyState } from "#components/ui/empty-state.tsx"
import { isOpen } from "#server/domain/livestream.ts"
import { SESSION_COLUMNS, type SessionFilter } from "#server/domain/session-filter.ts"
import type { SessionRow } from "#server/domain/views.ts"
import { ACTIONS_COLUMN } from "./actions-column.ts"
import { isPastTheEnd, PastTheEnd } from "./past-the-end.tsx"
import { REFRESH_SECONDS, RefreshWhileOpen } from "./refresh-while-open.tsx"
import { SessionBadge } from "./session-badge.tsx"
import { sessionsPath } from "./session-filter.ts"
import { SessionFilters } from "./session-filters.tsx"
import { SessionOrder } from "./session-orders.tsx"

type SessionTableProps = {
  rows: readonly SessionRow[]
  total: number
  page: number
  pageSize: number
  filter: SessionFilter
  gateways: readonly { id: string; name: string }[]
  serverNow: Date
}

export function SessionTable({ rows, filter, gateways, serverNow, ...pages }: SessionTableProps) {
  const t = useTranslations("admin.sessions")
  const columns = useColumns(serverNow)
  const someOpen = rows.some(({ state }) => isOpen(state))
  return (
    <div>
      {isPastTheEnd(rows, pages.total) ? (
        <PastTheEnd title={t("emptyPage")} firstHref={sessionsPath(filter)} firstLabel={t("firstPage")} />
      ) : (
        <DataTable
          caption={t("caption")}
          columns={columns}
          rows={rows}
          rowId={(row) => row.id}
          searchLabel={t("search")}
          toolbar={<SessionFilters key={sessionsPath(filter)} filter={filter} gateways={gateways} />}
          server={{ ...pages, sortable: SESSION_COLUMNS }}
          empty={<NoSession filter={filter} />}
        />
      )}
      <RefreshWhileOpen active={someOpen || filter.state === "open"} />
      {someOpen && <p className="mt-4 text-muted text-sm">{t("refreshed", { seconds: REFRESH_SECONDS })}</p>}
    </div>
  )
}

function NoSession({ filter }: { filter: SessionFilter }) {
  const t = useTranslations("admin.sessions")
  if (filter.gatewayId || filter.from || filter.to)
    return <EmptyState icon={<Radio />} title={t("emptyFilter")} />
  const words = {
    all: [t("emptyTitle"), t("emptyBody")],
    open: [t("emptyOpenTitle"), t("emptyOpenBody")],
    failed: [t("emptyFailedTitle"), t("emptyFailedBody")],
  } as const
  const [title, body] = words[filter.state]
  return (
    <EmptyState icon={<Radio />} title={title}>
      {body}
    </EmptyState>
  )
}

function useColumns(serverNow: Date): DataColumn<SessionRow>[] {
  const t = useTranslations("admin.sessions")
  const format = useFormatter()
  return [
    {
      id: "webinar",
      header: t("webinar"),
      className: "min-w-44",
      cell: (row) => (
        <div id={row.id} className="flex flex-col items-start">
          <Link
            href={`/webinars/${row.webinarId}`}
            className="inline-block font-medium leading-6 underline-offset-4 hover:underline"
          >
            {row.webinarTitle}
          </Link>
          <Link
            href={`/admin/sessions/${row.id}`}
            aria-label={t("detailsOf", { title: row.webinarTitle })}
            className="inline-flex min-h-6 items-center text-accent text-sm underline-offset-4 hover:underline"
          >
            {t("details")}
          </Link>
          <Link
            href={`/events/${row.eventSlug}`}
            aria-label={t("livePageOf", { title: row.webinarTitle })}
            className="inline-flex min-h-6 items-center text-accent text-sm underline-offset-4 hover:underline"
          >
            {t("livePage")}
          </Link>
        </div>
      ),
    },
    {
      id: "gateway",
      header: t("gateway"),
      className: "min-w-28",
      cell: (row) => row.gatewayName ?? <span className="text-muted">{t("noGateway")}</span>,
    },
    {
      id: "state",
      header: t("state"),
      className: "min-w-36",
      cell: (row) => (
        <div className="flex flex-col items-start gap-1">
          <SessionBadge state={row.state} />
          <p className="text-muted text-sm tabular-nums">
            {isOpen(row.state)
              ? t("since", {
                  time: format.dateTime(row.stateAt, "moment"),
                  ago: format.relativeTime(row.stateAt, serverNow),
                })
              : t("at", { time: format.dateTime(row.endedAt ?? row.stateAt, "full") })}
          </p>
        </div>
      ),
    },
    {
      id: "started",
      header: t("started"),
      className: "min-w-32",
      cell: (row) => (
        <div className="text-sm">
          <p className="tabular-nums">{format.dateTime(row.requestedAt, "full")}</p>
          <p className="text-muted">{row.requestedBy ? t("by", { name: row.requestedBy }) : t("itself")}</p>
        </div>
      ),
    },
    { id: "outcome", header: t("outcome"), className: "min-w-40", cell: (row) => <Outcome row={row} /> },
    {
      id: "actions",
      header: t("actions"),
      quietHeader: true,
      className: ACTIONS_COLUMN,
      cell: (row) =>
        isOpen(row.state) &&
        row.state !== "stopping" && (
          <SessionOrder
            order="stop"
            livestreamId={row.id}
            title={row.webinarTitle}
            rowLabel={t("stopOf", { title: row.webinarTitle })}
          />
        ),
    },
  ]
}

/** The reason of a failure says more than that it failed. */
function Outcome({ row }: { row: SessionRow }) {
  const t = useTranslations("admin")
  const name = row.stoppedBy ?? t("sessions.somebody")
  if (row.failure) return <p className="text-bad text-sm">{t(`failure.${row.failure}`)}</p>
  if (row.stopReason) return <p className="text-sm">{t(`stopReason.${row.stopReason}`, { name })}</p>
  return null
}
