"use client"

import { useTranslations } from "next-intl"
import { toast } from "sonner"
import { ConfirmDialog } from "#components/ui/alert-dialog.tsx"
import type { BroadcasterRow } from "#server/domain/views.ts"
import { type RemoveAction, removeOrExplain } from "./remove-action.ts"

type DeleteBroadcasterProps = {
  broadcaster: BroadcasterRow
  remove: RemoveAction
  open: boolean
  onOpenChange: (open: boolean) => void
}

const REASON_SHOWN_MS = 20_000

export function DeleteBroadcaster({ broadcaster, remove, open, onOpenChange }: DeleteBroadcasterProps) {
  const t = useTranslations("admin.broadcasters")
  const gateways = useTranslations("admin.gateways")
  const messages = useTranslations("errors")
  const { name, gatewayName } = broadcaster
  const reasonOf = (problem: string) => {
    if (problem !== "conflict") return messages.has(problem) ? messages(problem) : gateways("failed")
    return gatewayName ? t("keptFed", { gateway: gatewayName }) : t("keptInUse")
  }
  const confirm = async () => {
    const problem = await removeOrExplain(remove, broadcaster.id)
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
