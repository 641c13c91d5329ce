"use client"

import { SendHorizontal } from "lucide-react"
import { useFormatter, useTranslations } from "next-intl"
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react"
import { Button } from "#components/ui/button.tsx"
import { cn } from "#components/ui/cn.ts"
import { isSendingKey } from "#components/ui/enter-key.ts"
import { GrowingTextarea } from "#components/ui/growing-textarea.tsx"
import { CHAT_TEXT_MAX_LENGTH, cleanText } from "#server/domain/chat.ts"
import { AliasPicker } from "./alias-picker.tsx"
import { loadDraft, saveDraft } from "./chat-storage.ts"
import { NameInstead, NameUnknown } from "./name-instead.tsx"
import type { AliasChoice } from "./use-alias.ts"
import type { Writing } from "./use-writing.ts"
import { SlowModeLine, WritingStopLine } from "./writing-notice.tsx"

type ChatComposerProps = {
  eventId: string
  myId: string | null
  myName: string
  writing: Writing
  choice: AliasChoice
  onSend: (text: string, alias: string | null) => void
}

const COUNTER_FROM = CHAT_TEXT_MAX_LENGTH * 0.8

/** What can't be sent yet can be written already: it stays in the field. */
export function ChatComposer({ eventId, myId, myName, writing, choice, onSend }: ChatComposerProps) {
  const t = useTranslations("chat")
  const format = useFormatter()
  const id = useId()
  const area = useRef<HTMLTextAreaElement>(null)
  const [text, setText] = useState("")
  const length = cleanText(text).length
  const tooMany = length - CHAT_TEXT_MAX_LENGTH
  const mustWait = writing.stop !== null || writing.waitSeconds > 0 || choice.isUnknown || choice.isWithdrawn

  useEffect(() => setText(loadDraft(eventId, myId)), [eventId, myId])

  function change(value: string) {
    setText(value)
    saveDraft(eventId, myId, value)
  }

  function submit() {
    if (length === 0 || tooMany > 0 || mustWait) return area.current?.focus()
    onSend(cleanText(text), choice.current)
    change("")
    area.current?.focus()
  }

  function onKeyDown(event: KeyboardEvent) {
    if (!isSendingKey(event)) return
    event.preventDefault()
    submit()
  }

  return (
    <form
      className="border-t bg-surface p-3 pb-[max(0.75rem,env(safe-area-inset-bottom))]"
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
    >
      <WritingStopLine stop={writing.stop} />
      {choice.isUnknown && <NameUnknown />}
      {choice.isWithdrawn ? (
        <NameInstead myName={myName} onAgree={() => choice.choose("name")} />
      ) : (
        choice.isOffered && <AliasPicker eventId={eventId} myId={myId} myName={myName} choice={choice} />
      )}
      <div className="flex items-end gap-2">
        <GrowingTextarea
          ref={area}
          value={text}
          aria-label={t("composer")}
          aria-describedby={`${id}-slow ${id}-length`}
          aria-invalid={tooMany > 0 || undefined}
          placeholder={t("placeholder")}
          enterKeyHint="send"
          onChange={(event) => change(event.target.value)}
          onKeyDown={onKeyDown}
        />
        <Button
          type="submit"
          size="icon"
          aria-label={t("send")}
          aria-disabled={mustWait || undefined}
          className={cn("shrink-0", mustWait && "opacity-55")}
        >
          <SendHorizontal aria-hidden />
        </Button>
      </div>
      <SlowModeLine id={`${id}-slow`} writing={writing} />
      <p
        id={`${id}-length`}
        aria-live="polite"
        className={tooMany > 0 ? "mt-1.5 text-bad text-sm" : "text-right text-muted text-xs tabular-nums"}
      >
        {tooMany > 0
          ? t("tooLong", { count: tooMany })
          : length >= COUNTER_FROM && `${format.number(length)} / ${format.number(CHAT_TEXT_MAX_LENGTH)}`}
      </p>
    </form>
  )
}
