"use client"

import { useTranslations } from "next-intl"
import { useState } from "react"
import { toast } from "sonner"
import { UNANSWERED } from "#components/forms/unanswered.ts"
import { ConfirmDialog } from "#components/ui/alert-dialog.tsx"
import { RefusalDialog } from "./refusal-dialog.tsx"
import type { RemoveAction } from "./remove-action.ts"

type DeleteDialogProps = {
  kind: "gateways" | "broadcasters"
  thing: { id: string; name: string }
  /** Said when it is in use and therefore stays. */
  usedBy: string
  remove: RemoveAction
  open: boolean
  onOpenChange: (open: boolean) => void
}

/** Asks before something of the pool is deleted, and explains why where it was not. */
export function DeleteDialog({ kind, thing, usedBy, remove, open, onOpenChange }: DeleteDialogProps) {
  const t = useTranslations(`admin.${kind}`)
  const unanswered = useTranslations("admin.gateways")("failed")
  const messages = useTranslations("errors")
  const { id, name } = thing
  const [reason, setReason] = useState<string | null>(null)
  const confirm = async () => {
    const problem = await remove(id).catch(() => UNANSWERED)
    if (problem === "conflict") setReason(usedBy)
    else if (problem) setReason(messages.has(problem) ? messages(problem) : unanswered)
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
