"use client"

import { Ellipsis, MonitorPlay } from "lucide-react"
import Link from "next/link"
import { useTranslations } from "next-intl"
import { useState } from "react"
import { Badge } from "#components/ui/badge.tsx"
import { Button } from "#components/ui/button.tsx"
import { CopyButton } from "#components/ui/copy-button.tsx"
import { type DataColumn, DataTable } from "#components/ui/data-table.tsx"
import { EmptyState } from "#components/ui/empty-state.tsx"
import { Menu, MenuContent, MenuItem, MenuTrigger } from "#components/ui/menu.tsx"
import type { BroadcasterRow } from "#server/domain/views.ts"
import { ACTIONS_COLUMN } from "./actions-column.ts"
import { AddLink } from "./add-link.tsx"
import { DeleteDialog } from "./delete-dialog.tsx"
import type { RemoveAction } from "./remove-action.ts"

type BroadcasterTableProps = { rows: readonly BroadcasterRow[]; remove: RemoveAction }

export function BroadcasterTable({ rows, remove }: BroadcasterTableProps) {
  const t = useTranslations("admin.broadcasters")
  const columns = useColumns(remove)
  return (
    <DataTable
      caption={t("caption")}
      columns={columns}
      rows={rows}
      rowId={(row) => row.id}
      searchLabel={t("search")}
      empty={
        <EmptyState
          icon={<MonitorPlay />}
          title={t("emptyTitle")}
          action={<AddLink href="/admin/broadcasters/new">{t("add")}</AddLink>}
        >
          {t("emptyBody")}
        </EmptyState>
      }
    />
  )
}

function useColumns(remove: RemoveAction): DataColumn<BroadcasterRow>[] {
  const t = useTranslations("admin.broadcasters")
  return [
    {
      id: "name",
      header: t("name"),
      className: "min-w-36",
      sortBy: (row) => row.name,
      searchBy: (row) => row.name,
      cell: (row) => (
        <Link
          href={`/admin/broadcasters/${row.id}`}
          className="inline-block font-medium leading-6 underline-offset-4 hover:underline"
        >
          {row.name}
        </Link>
      ),
    },
    {
      id: "plays",
      header: t("plays"),
      className: "min-w-56",
      sortBy: (row) => row.hlsUrl ?? row.streamName,
      searchBy: (row) => row.hlsUrl ?? row.streamName ?? "",
      cell: (row) => (
        <div className="flex items-center justify-between gap-2 text-sm">
          <div>
            <p className="text-muted">{t(row.hlsUrl ? "otherServer" : "ownOrigin")}</p>
            <p className="wrap-anywhere">{row.hlsUrl ?? row.streamName}</p>
          </div>
          {row.hlsUrl && (
            <CopyButton
              value={row.hlsUrl}
              label={t("copy", { name: row.name })}
              copiedLabel={t("copied")}
              variant="ghost"
              size="icon"
            />
          )}
        </div>
      ),
    },
    {
      id: "audience",
      header: t("audience"),
      sortBy: (row) => `${row.restricted} ${row.listed}`,
      cell: (row) => (
        <div className="flex flex-wrap gap-1.5">
          <Badge tone={row.listed ? "accent" : "neutral"}>{t(row.listed ? "listed" : "unlisted")}</Badge>
          <Badge tone={row.restricted ? "warn" : "neutral"}>
            {t(row.restricted ? "restricted" : "open")}
          </Badge>
        </div>
      ),
    },
    {
      id: "fedBy",
      header: t("fedBy"),
      className: "min-w-28",
      sortBy: (row) => row.gatewayName,
      searchBy: (row) => row.gatewayName ?? "",
      cell: (row) =>
        row.gatewayName ??
        (row.encoder?.keyAt ? (
          t("encoder")
        ) : (
          <span className="whitespace-nowrap text-muted">{t("noGateway")}</span>
        )),
    },
    {
      id: "actions",
      header: t("actions"),
      quietHeader: true,
      className: ACTIONS_COLUMN,
      cell: (row) => <RowActions row={row} remove={remove} />,
    },
  ]
}

function RowActions({ row, remove }: { row: BroadcasterRow; remove: RemoveAction }) {
  const t = useTranslations("admin.broadcasters")
  const [asking, setAsking] = useState(false)
  return (
    <div className="flex justify-end">
      <Menu>
        <MenuTrigger>
          <Button variant="ghost" size="icon" aria-label={t("more", { name: row.name })}>
            <Ellipsis aria-hidden />
          </Button>
        </MenuTrigger>
        <MenuContent>
          <MenuItem asChild>
            <Link href={`/admin/broadcasters/${row.id}`}>{t("edit")}</Link>
          </MenuItem>
          <MenuItem destructive onSelect={() => setAsking(true)}>
            {t("delete")}
          </MenuItem>
        </MenuContent>
      </Menu>
      <DeleteDialog
        kind="broadcasters"
        thing={row}
        usedBy={row.gatewayName ? t("keptFed", { gateway: row.gatewayName }) : t("keptInUse")}
        remove={remove}
        open={asking}
        onOpenChange={setAsking}
      />
    </div>
  )
}
