"use client"

import { Trash2 } from "lucide-react"
import { useRouter } from "next/navigation"
import { useTranslations } from "next-intl"
import { toast } from "sonner"
import { UNANSWERED } from "#components/forms/unanswered.ts"
import { ConfirmDialog } from "#components/ui/alert-dialog.tsx"
import { Button } from "#components/ui/button.tsx"
import { forgetDraft } from "./kept-draft.ts"

type DeleteWebinarProps = {
  webinarId: string
  title: string
  /** The error's key in the `errors` messages; null when it is gone. */
  remove: () => Promise<string | null>
}

export function DeleteWebinar({ webinarId, title, remove }: DeleteWebinarProps) {
  const t = useTranslations("webinar.delete")
  const messages = useTranslations("errors")
  const router = useRouter()
  const wordsOf = (problem: string) => {
    if (problem === "conflict") return t("conflict")
    return messages.has(problem) ? messages(problem) : t("failed")
  }
  const confirm = async () => {
    const problem = await remove().catch(() => UNANSWERED)
    if (problem) {
      toast.error(wordsOf(problem), { duration: 15_000 })
      return
    }
    forgetDraft(webinarId)
    toast.success(t("deleted", { title }))
    router.push("/webinars")
  }
  return (
    <ConfirmDialog
      trigger={
        <Button variant="destructive">
          <Trash2 aria-hidden />
          {t("action")}
        </Button>
      }
      title={t("title", { title })}
      description={t("text")}
      confirmLabel={t("confirm")}
      onConfirm={confirm}
    />
  )
}
