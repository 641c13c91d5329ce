"use client"

import { useTranslations } from "next-intl"
import { useEffect, useId, useRef, useState } from "react"
import { Button } from "#components/ui/button.tsx"
import { FieldError } from "#components/ui/field.tsx"
import { GrowingTextarea } from "#components/ui/growing-textarea.tsx"
import { cleanText } from "#server/domain/chat.ts"
import { ANSWER_MAX_LENGTH, type Question } from "#server/domain/question.ts"
import { LengthNote } from "./length-note.tsx"
import { loadAnswerDraft, saveAnswerDraft } from "./question-draft.ts"
import type { QuestionSession } from "./question-session.ts"
import { codeOf, useRefusalWords } from "./use-refusal-words.ts"

type AnswerBoxProps = { question: Question; session: QuestionSession; onClose: () => void }

export function AnswerBox({ question, session, onClose }: AnswerBoxProps) {
  const t = useTranslations("questions.writing")
  const common = useTranslations("common")
  const words = useRefusalWords("act")
  const id = useId()
  const area = useRef<HTMLTextAreaElement>(null)
  const [text, setText] = useState(() => loadAnswerDraft(question.id) || (question.answer ?? ""))
  const [isBusy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState<string | null>(null)
  const length = cleanText(text).length
  const isTooLong = length > ANSWER_MAX_LENGTH

  useEffect(() => area.current?.focus(), [])

  function change(value: string) {
    setText(value)
    saveAnswerDraft(question.id, value)
  }

  async function submit() {
    if (length === 0 || isTooLong) return area.current?.focus()
    setBusy(true)
    setRefusal(null)
    try {
      await session.answer(question.id, cleanText(text))
      saveAnswerDraft(question.id, "")
      onClose()
    } catch (error) {
      setRefusal(codeOf(error))
      setBusy(false)
    }
  }

  return (
    <form
      className="mt-2 flex flex-col gap-2"
      onSubmit={(event) => {
        event.preventDefault()
        void submit()
      }}
    >
      <label htmlFor={id} className="font-medium text-sm">
        {t("label")}
      </label>
      <GrowingTextarea
        ref={area}
        id={id}
        value={text}
        readOnly={isBusy}
        aria-describedby={`${id}-length`}
        aria-invalid={isTooLong || undefined}
        onChange={(event) => change(event.target.value)}
      />
      <LengthNote
        id={`${id}-length`}
        length={length}
        maxLength={ANSWER_MAX_LENGTH}
        tooLong={(count) => t("tooLong", { count })}
      />
      {refusal && <FieldError>{words(refusal)}</FieldError>}
      <div className="flex flex-wrap gap-2">
        <Button type="submit" size="sm" busy={isBusy}>
          {t("send")}
        </Button>
        <Button
          variant="ghost"
          size="sm"
          onClick={() => {
            saveAnswerDraft(question.id, "")
            onClose()
          }}
        >
          {common("cancel")}
        </Button>
      </div>
    </form>
  )
}
