"use client"

import { useFormatter, useTranslations } from "next-intl"
import { toast } from "sonner"
import { ConfirmDialog } from "#components/ui/alert-dialog.tsx"
import type { GatewayRow } from "#server/domain/views.ts"
import { type RemoveAction, removeOrExplain } from "./remove-action.ts"

type DeleteGatewayProps = {
  gateway: GatewayRow
  remove: RemoveAction
  open: boolean
  onOpenChange: (open: boolean) => void
}

const REASON_SHOWN_MS = 20_000

export function DeleteGateway({ gateway, remove, open, onOpenChange }: DeleteGatewayProps) {
  const t = useTranslations("admin.gateways")
  const reasonOf = useReason(gateway)
  const { name } = gateway
  const confirm = async () => {
    const problem = await removeOrExplain(remove, gateway.id)
    if (!problem) toast.success(t("deleted", { name }))
    else toast.error(t("keptTitle", { name }), { description: reasonOf(problem), duration: REASON_SHOWN_MS })
  }
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={onOpenChange}
      title={t("deleteTitle", { name })}
      description={t("deleteBody")}
      confirmLabel={t("deleteConfirm")}
      onConfirm={confirm}
    />
  )
}

function useReason({ busyWith, nextReservation }: GatewayRow) {
  const t = useTranslations("admin.gateways")
  const messages = useTranslations("errors")
  const format = useFormatter()
  return (problem: string) => {
    if (problem !== "conflict") return messages.has(problem) ? messages(problem) : t("failed")
    if (busyWith) return t("keptBusy", { title: busyWith.webinarTitle })
    if (!nextReservation) return t("keptInUse")
    return t("keptReserved", {
      title: nextReservation.webinarTitle,
      from: format.dateTime(nextReservation.from, "full"),
    })
  }
}
