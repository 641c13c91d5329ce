"use client"

import { ListChecks } from "lucide-react"
import Link from "next/link"
import { useFormatter, useTranslations } from "next-intl"
import { type DataColumn, DataTable } from "#components/ui/data-table.tsx"
import { EmptyState } from "#components/ui/empty-state.tsx"
import type { BuriedJob, JobSubject } from "#server/domain/buried-job.ts"
import { ACTIONS_COLUMN } from "./actions-column.ts"
import { isPastTheEnd, PastTheEnd } from "./past-the-end.tsx"
import { useTaskName } from "./task-name.ts"
import { TaskOrders } from "./task-orders.tsx"

type TaskTableProps = { rows: readonly BuriedJob[]; total: number; page: number; pageSize: number }

/** What Amphi gave up on, until somebody tries it again or lets it go. */
export function TaskTable({ rows, ...pages }: TaskTableProps) {
  const t = useTranslations("graveyard")
  const columns = useColumns()
  if (isPastTheEnd(rows, pages.total))
    return <PastTheEnd title={t("emptyPage")} firstHref="/admin/tasks" firstLabel={t("firstPage")} />
  return (
    <DataTable
      caption={t("caption")}
      columns={columns}
      rows={rows}
      rowId={(row) => String(row.id)}
      server={pages}
      empty={
        <EmptyState icon={<ListChecks />} title={t("emptyTitle")}>
          {t("emptyBody")}
        </EmptyState>
      }
    />
  )
}

function useColumns(): DataColumn<BuriedJob>[] {
  const t = useTranslations("graveyard")
  const format = useFormatter()
  return [
    { id: "task", header: t("task"), className: "min-w-56", cell: (row) => <Task row={row} /> },
    {
      id: "error",
      header: t("error"),
      className: "min-w-52",
      cell: (row) => (
        <div className="max-w-md text-sm">
          <p lang={row.error ? "en" : undefined} className="line-clamp-4 break-words">
            {row.error || t("noError")}
          </p>
          <p className="text-muted">{t("tried", { count: row.attempts })}</p>
        </div>
      ),
    },
    {
      id: "when",
      header: t("when"),
      className: "min-w-40",
      cell: (row) => (
        <div className="text-sm tabular-nums">
          <p>{format.dateTime(row.buriedAt, "full")}</p>
          <p className="text-muted">{t("since", { time: format.dateTime(row.createdAt, "full") })}</p>
        </div>
      ),
    },
    {
      id: "actions",
      header: t("actions"),
      quietHeader: true,
      className: ACTIONS_COLUMN,
      cell: (row) => <TaskOrders task={row} />,
    },
  ]
}

function Task({ row }: { row: BuriedJob }) {
  const t = useTranslations("graveyard")
  const name = useTaskName()(row.kind)
  return (
    <>
      <p className="font-medium">{name}</p>
      {row.about ? <Subject about={row.about} /> : <p className="text-muted text-sm">{t("subjectGone")}</p>}
      {!row.canRetry && (
        <p className="text-muted text-sm">
          {t(row.kind === "livestream.advance" ? "startAgain" : "unusable")}
        </p>
      )}
    </>
  )
}

function Subject({ about: { kind, id, name } }: { about: JobSubject }) {
  const t = useTranslations("graveyard")
  const words = t(`subject.${kind}`, { name })
  const path = pathOf(kind, id)
  if (!path) return <p className="text-sm">{words}</p>
  return (
    <Link
      href={path}
      className="inline-flex min-h-6 items-center text-accent text-sm underline-offset-4 hover:underline"
    >
      {words}
    </Link>
  )
}

function pathOf(kind: JobSubject["kind"], id: string) {
  switch (kind) {
    case "session":
      return `/admin/sessions/${id}`
    case "webinar":
      return `/webinars/${id}`
    case "gateway":
      return `/admin/gateways/${id}`
    case "account":
    case "mail":
      return null
    default:
      return kind satisfies never
  }
}
