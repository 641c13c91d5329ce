"use client"

import { SendHorizontal } from "lucide-react"
import { useTranslations } from "next-intl"
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react"
import { NameInstead, NameUnknown } from "#components/live/name-instead.tsx"
import type { AliasChoice } from "#components/live/use-alias.ts"
import { Button } from "#components/ui/button.tsx"
import { Checkbox } from "#components/ui/checkbox.tsx"
import { cn } from "#components/ui/cn.ts"
import { isSendingKey } from "#components/ui/enter-key.ts"
import { FieldError } from "#components/ui/field.tsx"
import { GrowingTextarea } from "#components/ui/growing-textarea.tsx"
import { cleanText } from "#server/domain/chat.ts"
import { QUESTION_TEXT_MAX_LENGTH } from "#server/domain/question.ts"
import { askingAs } from "./asking-as.ts"
import { LengthNote } from "./length-note.tsx"
import { type Draft, loadQuestionDraft, NO_DRAFT, saveQuestionDraft, sending } from "./question-draft.ts"
import type { QuestionSession } from "./question-session.ts"
import { codeOf, useRefusalWords } from "./use-refusal-words.ts"

type AskBoxProps = {
  eventId: string
  myId: string
  session: QuestionSession
  choice: AliasChoice
  myName: string | null
  isPaused: boolean
}

/** What was typed stays until the server has it; what can't be asked yet can be written already. */
export function AskBox({ eventId, myId, session, choice, myName, isPaused }: AskBoxProps) {
  const t = useTranslations("questions.asking")
  const words = useRefusalWords("ask")
  const id = useId()
  const area = useRef<HTMLTextAreaElement>(null)
  const [draft, setDraft] = useState(NO_DRAFT)
  const [own, setOwn] = useState<"name" | "alias" | null>(null)
  const [isBusy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState<string | null>(null)
  const length = cleanText(draft.text).length
  const isTooLong = length > QUESTION_TEXT_MAX_LENGTH

  const as = askingAs(choice, own)
  const mustWait = isPaused || as.kind !== "known"
  const { alias, chosen, isOffered } = choice

  useEffect(() => setDraft(loadQuestionDraft(eventId, myId)), [eventId, myId])
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is chosen in the chat later counts here too
  useEffect(() => setOwn(null), [chosen])

  function keep(next: Draft) {
    setDraft(next)
    saveQuestionDraft(eventId, myId, next)
  }

  async function submit() {
    area.current?.focus()
    if (as.kind === "unknown") void choice.reread()
    if (isBusy || length === 0 || isTooLong || isPaused || as.kind !== "known") return
    const sent = sending(draft, cleanText(draft.text))
    keep({ ...draft, sent })
    setBusy(true)
    setRefusal(null)
    try {
      await session.ask({ ...sent, underAlias: as.alias !== null })
      keep(NO_DRAFT)
    } catch (error) {
      setRefusal(codeOf(error))
      void session.refreshMine()
      void choice.reread()
    } finally {
      setBusy(false)
    }
  }

  function onKeyDown(event: KeyboardEvent) {
    if (!isSendingKey(event)) return
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
      <p id={`${id}-paused`} role="status" className="text-muted text-sm empty:hidden">
        {isPaused && t("paused")}
      </p>
      {as.kind === "unknown" && <NameUnknown />}
      {as.kind === "withdrawn" && myName !== null && (
        <NameInstead myName={myName} onAgree={() => choice.choose("name")} />
      )}
      {refusal && <FieldError id={`${id}-error`}>{words(refusal)}</FieldError>}
      <div className="flex items-end gap-2">
        <GrowingTextarea
          ref={area}
          value={draft.text}
          readOnly={isBusy}
          aria-label={t("label")}
          aria-describedby={`${id}-paused ${refusal ? `${id}-error ` : ""}${id}-length`}
          aria-invalid={isTooLong || undefined}
          placeholder={t("placeholder")}
          enterKeyHint="send"
          onChange={(event) => keep({ ...draft, text: event.target.value })}
          onKeyDown={onKeyDown}
        />
        <Button
          type="submit"
          size="icon"
          busy={isBusy}
          aria-label={t("send")}
          aria-disabled={mustWait || undefined}
          className={cn("shrink-0", mustWait && "opacity-55")}
        >
          {!isBusy && <SendHorizontal aria-hidden />}
        </Button>
      </div>
      {isOffered && alias !== null && (
        <Checkbox
          label={t("as", { alias })}
          checked={as.kind === "known" && as.alias !== null}
          onCheckedChange={(checked) => setOwn(checked === true ? "alias" : "name")}
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
