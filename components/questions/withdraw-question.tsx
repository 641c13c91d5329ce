"use client"

import { useTranslations } from "next-intl"
import { useState } from "react"
import { ConfirmDialog } from "#components/ui/alert-dialog.tsx"
import { Button } from "#components/ui/button.tsx"
import { FieldError } from "#components/ui/field.tsx"
import type { Question } from "#server/domain/question.ts"
import type { QuestionSession } from "./question-session.ts"
import { codeOf, useRefusalWords } from "./use-refusal-words.ts"

export function WithdrawQuestion({ question, session }: { question: Question; session: QuestionSession }) {
  const t = useTranslations("questions")
  const words = useRefusalWords("act")
  const [refusal, setRefusal] = useState<string | null>(null)
  const withdraw = async () => {
    setRefusal(null)
    try {
      await session.withdraw(question.id)
    } catch (error) {
      setRefusal(codeOf(error))
    }
  }
  return (
    <>
      <ConfirmDialog
        trigger={
          <Button variant="link" size="sm">
            {t("withdraw")}
          </Button>
        }
        title={t("withdrawTitle")}
        description={t("withdrawText", { text: question.asked.text })}
        confirmLabel={t("withdrawConfirm")}
        onConfirm={withdraw}
      />
      {refusal && <FieldError>{words(refusal)}</FieldError>}
    </>
  )
}
