"use client"

import { Ellipsis, Router } from "lucide-react"
import Link from "next/link"
import { useFormatter, useTranslations } from "next-intl"
import { useState } from "react"
import { Button } from "#components/ui/button.tsx"
import { type DataColumn, DataTable } from "#components/ui/data-table.tsx"
import { EmptyState } from "#components/ui/empty-state.tsx"
import { Menu, MenuContent, MenuItem, MenuTrigger } from "#components/ui/menu.tsx"
import type { GatewayRow } from "#server/domain/views.ts"
import { ACTIONS_COLUMN } from "./actions-column.ts"
import { AddLink } from "./add-link.tsx"
import { DeleteDialog } from "./delete-dialog.tsx"
import { GatewayHealth, healthStateOf } from "./gateway-health.tsx"
import { GatewayMaintenance } from "./gateway-maintenance.tsx"
import { GatewayState, gatewayStateOf } from "./gateway-state.tsx"
import type { TestAction } from "./gateway-test.ts"
import type { MaintenanceAction } from "./maintenance-action.ts"
import type { RemoveAction } from "./remove-action.ts"
import { TestGateway } from "./test-gateway.tsx"

type GatewayActions = { test: TestAction; setMaintenance: MaintenanceAction; remove: RemoveAction }
type GatewayTableProps = GatewayActions & { rows: readonly GatewayRow[] }

export function GatewayTable({ rows, ...actions }: GatewayTableProps) {
  const t = useTranslations("admin.gateways")
  const columns = useColumns(actions)
  return (
    <DataTable
      caption={t("caption")}
      columns={columns}
      rows={rows}
      rowId={(row) => row.id}
      searchLabel={t("search")}
      empty={
        <EmptyState
          icon={<Router />}
          title={t("emptyTitle")}
          action={<AddLink href="/admin/gateways/new">{t("add")}</AddLink>}
        >
          {t("emptyBody")}
        </EmptyState>
      }
    />
  )
}

function useColumns(actions: GatewayActions): DataColumn<GatewayRow>[] {
  const t = useTranslations("admin.gateways")
  const health = useTranslations("operations.health")
  const dialects = useTranslations("admin.dialect")
  return [
    {
      id: "name",
      header: t("name"),
      className: "min-w-40",
      sortBy: (row) => row.name,
      searchBy: (row) => `${row.name} ${dialects(row.dialect)} ${row.gatewayRef ?? ""}`,
      cell: (row) => (
        <>
          <Link
            href={`/admin/gateways/${row.id}`}
            className="inline-block font-medium leading-6 underline-offset-4 hover:underline"
          >
            {row.name}
          </Link>
          <p className="text-muted text-sm">{dialects(row.dialect)}</p>
          {row.health?.version && (
            <p className="text-muted text-sm">{health("version", { version: row.health.version })}</p>
          )}
        </>
      ),
    },
    {
      id: "state",
      header: t("state"),
      className: "min-w-32",
      sortBy: gatewayStateOf,
      searchBy: (row) => row.busyWith?.webinarTitle ?? "",
      cell: (row) => <GatewayState gateway={row} />,
    },
    {
      id: "health",
      header: health("header"),
      className: "min-w-32",
      sortBy: healthStateOf,
      searchBy: (row) => health(healthStateOf(row)),
      cell: (row) => <GatewayHealth gateway={row} />,
    },
    {
      id: "next",
      header: t("next"),
      className: "min-w-36",
      sortBy: (row) => row.nextReservation?.from ?? null,
      searchBy: (row) => row.nextReservation?.webinarTitle ?? "",
      cell: (row) => <NextReservation reservation={row.nextReservation} />,
    },
    {
      id: "server",
      header: t("server"),
      className: "min-w-40",
      sortBy: (row) => row.sipmediagwUrl,
      searchBy: (row) => row.sipmediagwUrl,
      cell: (row) => (
        <div className="text-sm">
          <p className="wrap-anywhere">{row.sipmediagwUrl}</p>
          {row.gatewayRef && <p className="text-muted">{t("ref", { ref: row.gatewayRef })}</p>}
          {!row.hasToken && row.dialect === "classic" && <p className="text-warn">{t("noToken")}</p>}
        </div>
      ),
    },
    {
      id: "pushes",
      header: t("pushes"),
      className: "min-w-44",
      searchBy: (row) => `${row.rtmpUrl ?? row.publishUrl ?? ""} ${row.broadcaster.name}`,
      cell: (row) => (
        <div className="text-sm">
          <p className="wrap-anywhere">{row.rtmpUrl ?? row.publishUrl}</p>
          {row.publishUrl && <p className="text-muted">{t("ownOrigin")}</p>}
          <Link
            href={`/admin/broadcasters/${row.broadcaster.id}`}
            className="inline-flex min-h-6 items-center text-accent underline-offset-4 hover:underline"
          >
            {t("broadcaster", { name: row.broadcaster.name })}
          </Link>
        </div>
      ),
    },
    {
      id: "actions",
      header: t("actions"),
      quietHeader: true,
      className: ACTIONS_COLUMN,
      cell: (row) => <RowActions row={row} {...actions} />,
    },
  ]
}

function NextReservation({ reservation }: { reservation: GatewayRow["nextReservation"] }) {
  const t = useTranslations("admin.gateways")
  const format = useFormatter()
  if (!reservation) return <span className="text-muted text-sm">{t("none")}</span>
  const { from, to, webinarTitle } = reservation
  const isSameDay = format.dateTime(from, "date") === format.dateTime(to, "date")
  return (
    <div className="text-sm">
      <p className="line-clamp-2">{webinarTitle}</p>
      <p className="text-muted tabular-nums">
        {t("span", {
          from: format.dateTime(from, "moment"),
          to: format.dateTime(to, isSameDay ? "time" : "moment"),
        })}
      </p>
    </div>
  )
}

function RowActions({ row, test, setMaintenance, remove }: { row: GatewayRow } & GatewayActions) {
  const t = useTranslations("admin.gateways")
  const words = useTranslations("operations.maintenance")
  const [asking, setAsking] = useState<"delete" | "maintenance" | null>(null)
  const close = (open: boolean) => !open && setAsking(null)
  return (
    <div className="flex items-center justify-end gap-1">
      <TestGateway gateway={row} test={test} size="sm" />
      <Menu>
        <MenuTrigger>
          <Button variant="ghost" size="icon" aria-label={t("more", { name: row.name })}>
            <Ellipsis aria-hidden />
          </Button>
        </MenuTrigger>
        <MenuContent>
          <MenuItem asChild>
            <Link href={`/admin/gateways/${row.id}`}>{t("edit")}</Link>
          </MenuItem>
          <MenuItem onSelect={() => setAsking("maintenance")}>
            {words(row.maintenance === null ? "menuBegin" : "menuEnd")}
          </MenuItem>
          <MenuItem destructive onSelect={() => setAsking("delete")}>
            {t("delete")}
          </MenuItem>
        </MenuContent>
      </Menu>
      <GatewayMaintenance
        gateway={row}
        set={setMaintenance}
        open={asking === "maintenance"}
        onOpenChange={close}
      />
      <DeleteDialog
        kind="gateways"
        thing={row}
        usedBy={useUse(row)}
        remove={remove}
        open={asking === "delete"}
        onOpenChange={close}
      />
    </div>
  )
}

function useUse({ busyWith, nextReservation }: GatewayRow) {
  const t = useTranslations("admin.gateways")
  const format = useFormatter()
  if (busyWith) return t("keptBusy", { title: busyWith.webinarTitle })
  if (!nextReservation) return t("keptInUse")
  const from = format.dateTime(nextReservation.from, "full")
  return t("keptReserved", { title: nextReservation.webinarTitle, from })
}
