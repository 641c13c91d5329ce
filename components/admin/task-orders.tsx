"use client"

import { useRouter } from "next/navigation"
import { useTranslations } from "next-intl"
import { useState } from "react"
import { toast } from "sonner"
import { refusalOf } from "#components/forms/refusal.ts"
import { trpc } from "#components/trpc.tsx"
import { ConfirmDialog } from "#components/ui/alert-dialog.tsx"
import { Button } from "#components/ui/button.tsx"
import type { BuriedJob } from "#server/domain/buried-job.ts"
import { RefusalDialog } from "./refusal-dialog.tsx"
import { useTaskName } from "./task-name.ts"

/** What an administrator may order of a task that was given up. */
export function TaskOrders({ task }: { task: BuriedJob }) {
  const t = useTranslations("graveyard")
  const name = useTaskName()(task.kind)
  const { retry, discard, busy, reason, forget } = useTaskOrders(task.id)
  return (
    <div className="flex flex-wrap justify-end gap-2">
      {task.canRetry && (
        <Button
          variant="secondary"
          size="sm"
          busy={busy}
          aria-label={t("retry.of", { task: name })}
          onClick={retry}
        >
          {t("retry.action")}
        </Button>
      )}
      <ConfirmDialog
        trigger={
          <Button variant="destructive" size="sm" aria-label={t("discard.of", { task: name })}>
            {t("discard.action")}
          </Button>
        }
        title={t("discard.title", { task: name })}
        description={t(`discard.${consequenceOf(task.kind)}`)}
        confirmLabel={t("discard.confirm")}
        onConfirm={discard}
      />
      <RefusalDialog title={t("refused")} reason={reason} onClose={forget} />
    </div>
  )
}

function consequenceOf(kind: string) {
  if (kind === "chat.erase") return "erase"
  return kind === "gateway.release" ? "release" : "body"
}

function useTaskOrders(jobId: number) {
  const t = useTranslations("graveyard")
  const messages = useTranslations("errors")
  const router = useRouter()
  const retrying = trpc.admin.retryJob.useMutation()
  const discarding = trpc.admin.discardJob.useMutation()
  const [reason, setReason] = useState<string | null>(null)
  const carryOut = async (order: typeof retrying | typeof discarding, done: string) => {
    try {
      await order.mutateAsync({ jobId })
      toast.success(done)
      router.refresh()
    } catch (error) {
      const { code } = refusalOf(error)
      if (code === "conflict") setReason(t("conflict"))
      else setReason(messages.has(code) ? messages(code) : t("network"))
    }
  }
  return {
    retry: () => void carryOut(retrying, t("retry.done")),
    discard: () => carryOut(discarding, t("discard.done")),
    busy: retrying.isPending,
    reason,
    /** The list is read again once its reader knows why: a row that has gone would take the reason with it. */
    forget: () => {
      setReason(null)
      router.refresh()
    },
  }
}
