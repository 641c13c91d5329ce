"use client"

import { SendHorizontal } from "lucide-react"
import { useTranslations } from "next-intl"
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react"
import { Button } from "#components/ui/button.tsx"
import { Checkbox } from "#components/ui/checkbox.tsx"
import { FieldError } from "#components/ui/field.tsx"
import { GrowingTextarea } from "#components/ui/growing-textarea.tsx"
import { cleanText } from "#server/domain/chat.ts"
import { QUESTION_TEXT_MAX_LENGTH } from "#server/domain/question.ts"
import { LengthNote } from "./length-note.tsx"
import { type Draft, loadQuestionDraft, NO_DRAFT, saveQuestionDraft, sending } from "./question-draft.ts"
import type { QuestionSession } from "./question-session.ts"
import { codeOf, useRefusalWords } from "./use-refusal-words.ts"

type AskBoxProps = { eventId: string; session: QuestionSession; alias: string | null }

/** What was typed stays until the server has it. */
export function AskBox({ eventId, session, alias }: AskBoxProps) {
  const t = useTranslations("questions.asking")
  const words = useRefusalWords("ask")
  const id = useId()
  const area = useRef<HTMLTextAreaElement>(null)
  const [draft, setDraft] = useState(NO_DRAFT)
  const [isNamed, setNamed] = useState(false)
  const [isBusy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState<string | null>(null)
  const length = cleanText(draft.text).length
  const isTooLong = length > QUESTION_TEXT_MAX_LENGTH

  useEffect(() => setDraft(loadQuestionDraft(eventId)), [eventId])

  function keep(next: Draft) {
    setDraft(next)
    saveQuestionDraft(eventId, next)
  }

  async function submit() {
    area.current?.focus()
    if (isBusy || length === 0 || isTooLong) return
    const sent = sending(draft, cleanText(draft.text))
    keep({ ...draft, sent })
    setBusy(true)
    setRefusal(null)
    try {
      await session.ask({ ...sent, underAlias: alias !== null && !isNamed })
      keep(NO_DRAFT)
    } catch (error) {
      setRefusal(codeOf(error))
      void session.refreshMine()
    } finally {
      setBusy(false)
    }
  }

  function onKeyDown(event: KeyboardEvent) {
    // An input method's Enter chooses a word; it doesn't send.
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return
    event.preventDefault()
    void submit()
  }

  return (
    <form
      className="flex flex-col gap-1.5 border-t bg-surface p-3 pb-[max(0.75rem,env(safe-area-inset-bottom))]"
      onSubmit={(event) => {
        event.preventDefault()
        void submit()
      }}
    >
      {refusal && <FieldError id={`${id}-error`}>{words(refusal)}</FieldError>}
      <div className="flex items-end gap-2">
        <GrowingTextarea
          ref={area}
          value={draft.text}
          readOnly={isBusy}
          aria-label={t("label")}
          aria-describedby={refusal ? `${id}-error ${id}-length` : `${id}-length`}
          aria-invalid={isTooLong || undefined}
          placeholder={t("placeholder")}
          enterKeyHint="send"
          onChange={(event) => keep({ ...draft, text: event.target.value })}
          onKeyDown={onKeyDown}
        />
        <Button type="submit" size="icon" busy={isBusy} aria-label={t("send")} className="shrink-0">
          {!isBusy && <SendHorizontal aria-hidden />}
        </Button>
      </div>
      {alias !== null && (
        <Checkbox
          label={t("as", { alias })}
          checked={!isNamed}
          onCheckedChange={(checked) => setNamed(checked !== true)}
        />
      )}
      <LengthNote
        id={`${id}-length`}
        length={length}
        maxLength={QUESTION_TEXT_MAX_LENGTH}
        tooLong={(count) => t("tooLong", { count })}
      />
    </form>
  )
}
