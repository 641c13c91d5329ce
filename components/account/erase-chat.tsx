"use client"

import { Eraser } from "lucide-react"
import { useTranslations } from "next-intl"
import { type RefObject, useRef, useState } from "react"
import { toast } from "sonner"
import { UNANSWERED } from "#components/forms/unanswered.ts"
import { ConfirmDialog } from "#components/ui/alert-dialog.tsx"
import { Button } from "#components/ui/button.tsx"
import { Card, CardBody, CardHeader, CardTitle } from "#components/ui/card.tsx"
import { Notice } from "#components/ui/notice.tsx"
import type { MyData } from "#server/domain/my-data.ts"

/** The error's key in the `errors` messages. */
export type EraseAnswer = { problem: string } | { problem: null; isDone: boolean }

type EraseChatProps = { counts: MyData["counts"]; erase: () => Promise<EraseAnswer> }

export function EraseChat({ counts, erase }: EraseChatProps) {
  const t = useTranslations("account.erase")
  const [erased, setErased] = useState<"done" | "underWay" | null>(null)
  const outcome = useRef<HTMLDivElement>(null)
  const isNothing = counts.messages + counts.questions + counts.votes + counts.aliases === 0
  return (
    <Card aria-labelledby="erase">
      <CardHeader>
        <CardTitle id="erase">{t("title")}</CardTitle>
      </CardHeader>
      <CardBody className="items-start">
        <div className="flex max-w-text flex-col gap-3">
          <p>{t("text")}</p>
          <p>{t("votes")}</p>
          <p>{t("moderators")}</p>
          <p>{t("meeting")}</p>
          <p>{t("stays")}</p>
        </div>
        {erased && (
          <Notice ref={outcome} tone="ok" className="w-full">
            {t(erased)}
          </Notice>
        )}
        {isNothing && !erased && <p className="text-muted">{t("nothing")}</p>}
        {!isNothing && (
          <EraseDialog
            counts={counts}
            erase={erase}
            outcome={outcome}
            onErased={(isDone) => setErased(isDone ? "done" : "underWay")}
          />
        )}
      </CardBody>
    </Card>
  )
}

type EraseDialogProps = EraseChatProps & {
  outcome: RefObject<HTMLElement | null>
  onErased: (isDone: boolean) => void
}

function EraseDialog({ counts, erase, outcome, onErased }: EraseDialogProps) {
  const t = useTranslations("account.erase")
  const errors = useTranslations("errors")
  const confirm = async () => {
    // Without an answer it may have been done all the same; asking again does no harm.
    const answer = await erase().catch(() => ({ problem: UNANSWERED }))
    if (answer.problem === null) onErased(answer.isDone)
    else toast.error(errors.has(answer.problem) ? errors(answer.problem) : t("failed"))
  }
  return (
    <ConfirmDialog
      trigger={
        <Button variant="destructive">
          <Eraser aria-hidden />
          {t("action")}
        </Button>
      }
      title={t("confirmTitle")}
      description={t("confirmText", { messages: counts.messages, questions: counts.questions })}
      confirmLabel={t("confirm")}
      onConfirm={confirm}
      onCloseAutoFocus={(event) => {
        // The button that had the focus is gone.
        if (!outcome.current) return
        event.preventDefault()
        outcome.current.focus()
      }}
    />
  )
}
