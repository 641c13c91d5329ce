"use client"

import { useTranslations } from "next-intl"
import { useState } from "react"
import { toast } from "sonner"
import { ConfirmDialog } from "#components/ui/alert-dialog.tsx"
import type { BroadcasterRow } from "#server/domain/views.ts"
import { RefusalDialog } from "./refusal-dialog.tsx"
import { type RemoveAction, removeOrExplain } from "./remove-action.ts"

type DeleteBroadcasterProps = {
  broadcaster: BroadcasterRow
  remove: RemoveAction
  open: boolean
  onOpenChange: (open: boolean) => void
}

export function DeleteBroadcaster({ broadcaster, remove, open, onOpenChange }: DeleteBroadcasterProps) {
  const t = useTranslations("admin.broadcasters")
  const gateways = useTranslations("admin.gateways")
  const messages = useTranslations("errors")
  const { name, gatewayName } = broadcaster
  const reasonOf = (problem: string) => {
    if (problem !== "conflict") return messages.has(problem) ? messages(problem) : gateways("failed")
    return gatewayName ? t("keptFed", { gateway: gatewayName }) : t("keptInUse")
  }
  const [reason, setReason] = useState<string | null>(null)
  const confirm = async () => {
    const problem = await removeOrExplain(remove, broadcaster.id)
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
