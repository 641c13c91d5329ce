"use client"

import { useFormatter, useTranslations } from "next-intl"
import { useState } from "react"
import { toast } from "sonner"
import { ConfirmDialog } from "#components/ui/alert-dialog.tsx"
import type { GatewayRow } from "#server/domain/views.ts"
import { RefusalDialog } from "./refusal-dialog.tsx"
import { type RemoveAction, removeOrExplain } from "./remove-action.ts"

type DeleteGatewayProps = {
  gateway: GatewayRow
  remove: RemoveAction
  open: boolean
  onOpenChange: (open: boolean) => void
}

export function DeleteGateway({ gateway, remove, open, onOpenChange }: DeleteGatewayProps) {
  const t = useTranslations("admin.gateways")
  const reasonOf = useReason(gateway)
  const { name } = gateway
  const [reason, setReason] = useState<string | null>(null)
  const confirm = async () => {
    const problem = await removeOrExplain(remove, gateway.id)
    if (problem) setReason(reasonOf(problem))
    else toast.success(t("deleted", { name }))
  }
  return (
    <>
      <ConfirmDialog
        open={open}
        onOpenChange={onOpenChange}
        title={t("deleteTitle", { name })}
        description={t("deleteBody")}
        confirmLabel={t("deleteConfirm")}
        onConfirm={confirm}
      />
      <RefusalDialog title={t("keptTitle", { name })} reason={reason} onClose={() => setReason(null)} />
    </>
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
