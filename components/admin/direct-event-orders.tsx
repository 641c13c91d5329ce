"use client"

import { CircleStop, Trash2 } from "lucide-react"
import { useRouter } from "next/navigation"
import { useTranslations } from "next-intl"
import { useState } from "react"
import { toast } from "sonner"
import { refusalOf } from "#components/forms/refusal.ts"
import { UNANSWERED } from "#components/forms/unanswered.ts"
import { trpc } from "#components/trpc.tsx"
import { ConfirmDialog } from "#components/ui/alert-dialog.tsx"
import { Button } from "#components/ui/button.tsx"
import type { LiveState } from "#server/domain/live-state.ts"
import { RefusalDialog } from "./refusal-dialog.tsx"
import type { RemoveAction } from "./remove-action.ts"

type OrderProps = { eventId: string; title: string }

/** What can be done with an event without a webinar, besides changing its plan. */
export function DirectEventOrders({
  state,
  remove,
  ...event
}: OrderProps & { state: LiveState; remove: RemoveAction }) {
  const isOn = state === "waiting" || state === "live" || state === "interrupted"
  return (
    <>
      {isOn && <EndEvent {...event} />}
      <DeleteEvent {...event} remove={remove} />
    </>
  )
}

function EndEvent({ eventId, title }: OrderProps) {
  const t = useTranslations("encoder.end")
  const messages = useTranslations("errors")
  const router = useRouter()
  const end = trpc.admin.endEvent.useMutation()
  const [reason, setReason] = useState<string | null>(null)
  const confirm = async () => {
    try {
      await end.mutateAsync({ eventId })
      toast.success(t("done", { title }))
    } catch (error) {
      const { code } = refusalOf(error)
      if (code === "conflict") setReason(t("conflict"))
      else setReason(messages.has(code) ? messages(code) : t("network"))
    }
    router.refresh()
  }
  return (
    <>
      <ConfirmDialog
        trigger={
          <Button variant="destructive">
            <CircleStop aria-hidden />
            {t("action")}
          </Button>
        }
        title={t("title", { title })}
        description={t("body")}
        confirmLabel={t("confirm")}
        onConfirm={confirm}
      />
      <RefusalDialog title={t("refused", { title })} reason={reason} onClose={() => setReason(null)} />
    </>
  )
}

function DeleteEvent({ eventId, title, remove }: OrderProps & { remove: RemoveAction }) {
  const t = useTranslations("encoder.delete")
  const messages = useTranslations("errors")
  const router = useRouter()
  const [reason, setReason] = useState<string | null>(null)
  const confirm = async () => {
    const problem = await remove(eventId).catch(() => UNANSWERED)
    if (problem === null) {
      toast.success(t("done", { title }))
      router.push("/admin/events")
    } else if (problem === "conflict") setReason(t("conflict"))
    else setReason(messages.has(problem) ? messages(problem) : t("network"))
  }
  return (
    <>
      <ConfirmDialog
        trigger={
          <Button variant="destructive">
            <Trash2 aria-hidden />
            {t("action")}
          </Button>
        }
        title={t("title", { title })}
        description={t("body")}
        confirmLabel={t("confirm")}
        onConfirm={confirm}
      />
      <RefusalDialog title={t("refused", { title })} reason={reason} onClose={() => setReason(null)} />
    </>
  )
}
