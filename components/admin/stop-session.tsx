"use client"

import { useRouter } from "next/navigation"
import { useTranslations } from "next-intl"
import { useState } from "react"
import { toast } from "sonner"
import { trpc } from "#components/trpc.tsx"
import { ConfirmDialog } from "#components/ui/alert-dialog.tsx"
import { Button } from "#components/ui/button.tsx"
import { refusalOf } from "#components/webinar/use-live-commands.ts"
import type { SessionRow } from "#server/domain/views.ts"
import { RefusalDialog } from "./refusal-dialog.tsx"

export function StopSession({ session }: { session: Pick<SessionRow, "id" | "webinarTitle"> }) {
  const t = useTranslations("admin.sessions")
  const messages = useTranslations("errors")
  const router = useRouter()
  const stop = trpc.admin.stopSession.useMutation()
  const [reason, setReason] = useState<string | null>(null)
  const title = session.webinarTitle
  const confirm = async () => {
    try {
      await stop.mutateAsync({ livestreamId: session.id })
      toast.success(t("stopping", { title }))
    } catch (error) {
      const { code } = refusalOf(error)
      setReason(messages.has(code) ? messages(code) : t("stopNetwork"))
    }
    router.refresh()
  }
  return (
    <>
      <ConfirmDialog
        trigger={
          <Button variant="destructive" size="sm" aria-label={t("stopOf", { title })}>
            {t("stop")}
          </Button>
        }
        title={t("stopTitle", { title })}
        description={t("stopBody")}
        confirmLabel={t("stopConfirm")}
        onConfirm={confirm}
      />
      <RefusalDialog title={t("stopFailed", { title })} reason={reason} onClose={() => setReason(null)} />
    </>
  )
}
