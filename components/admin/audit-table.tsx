"use client"

import { ScrollText } from "lucide-react"
import Link from "next/link"
import { useFormatter, useTranslations } from "next-intl"
import { type DataColumn, DataTable } from "#components/ui/data-table.tsx"
import { EmptyState } from "#components/ui/empty-state.tsx"
import { AUDIT_COLUMNS, type AuditFilter, type AuditLine } from "#server/domain/audit.ts"
import { auditPath } from "./audit-address.ts"
import { useAuditFacts } from "./audit-facts.ts"
import { AuditFilters } from "./audit-filters.tsx"
import { isPastTheEnd, PastTheEnd } from "./past-the-end.tsx"
import { useTaskName } from "./task-name.ts"

type AuditTableProps = {
  rows: readonly AuditLine[]
  total: number
  page: number
  pageSize: number
  filter: AuditFilter
}

const LINK = "inline-flex min-h-6 items-center text-left underline-offset-4 hover:underline"

export function AuditTable({ rows, filter, ...pages }: AuditTableProps) {
  const t = useTranslations("admin.audit")
  const columns = useColumns(filter)
  if (isPastTheEnd(rows, pages.total))
    return <PastTheEnd title={t("emptyPage")} firstHref={auditPath(filter)} firstLabel={t("firstPage")} />
  return (
    <DataTable
      caption={t("caption")}
      columns={columns}
      rows={rows}
      rowId={(row) => String(row.id)}
      searchLabel={t("search")}
      // Uncontrolled fields take over what a link to another filter says.
      toolbar={<AuditFilters key={auditPath(filter)} filter={filter} />}
      server={{ ...pages, sortable: AUDIT_COLUMNS }}
      empty={
        <EmptyState icon={<ScrollText />} title={t("emptyTitle")}>
          {t("emptyBody")}
        </EmptyState>
      }
    />
  )
}

function useColumns(filter: AuditFilter): DataColumn<AuditLine>[] {
  const t = useTranslations("admin.audit")
  const taskName = useTaskName()
  const format = useFormatter()
  return [
    {
      id: "at",
      header: t("at"),
      className: "min-w-32 text-sm tabular-nums",
      cell: (row) => (
        <time dateTime={row.at.toISOString()}>
          {format.dateTime(row.at, "date")} {format.dateTime(row.at, "clock")}
        </time>
      ),
    },
    {
      id: "who",
      header: t("who"),
      className: "min-w-36",
      cell: (row) =>
        row.actorId ? (
          <Link href={auditPath({ ...filter, actorId: row.actorId })} className={LINK}>
            {row.actorName}
          </Link>
        ) : (
          <span className="text-muted">{row.actorName || t("nobody")}</span>
        ),
    },
    { id: "what", header: t("what"), className: "min-w-44", cell: (row) => <What row={row} /> },
    {
      id: "thing",
      header: t("thing"),
      className: "min-w-44",
      cell: ({ thing }) => (
        <div className="flex flex-col items-start">
          <span className="text-muted text-sm">{t(`kind.${thing.kind}`)}</span>
          {thing.kind === "audit" ? null : thing.id ? (
            <Link href={auditPath({ ...filter, thing })} className={LINK}>
              {thing.kind === "job" ? taskName(thing.name) : thing.name || thing.id}
            </Link>
          ) : (
            t("unknown")
          )}
        </div>
      ),
    },
    {
      id: "address",
      header: t("address"),
      className: "text-sm tabular-nums",
      cell: (row) => row.address ?? <span className="text-muted">–</span>,
    },
  ]
}

function What({ row }: { row: AuditLine }) {
  const t = useTranslations("admin.audit")
  const facts = useAuditFacts()(row.detail)
  return (
    <div>
      <p>{t(`action.${row.action}`)}</p>
      {facts.length > 0 && <p className="break-words text-muted text-sm">{facts.join(" · ")}</p>}
    </div>
  )
}
