"use client"

import { useFormatter, useTranslations } from "next-intl"
import { ChatText } from "#components/live/chat-text.tsx"
import { Badge } from "#components/ui/badge.tsx"
import { Button } from "#components/ui/button.tsx"
import type { MessageState } from "#server/domain/chat.ts"
import type { PersonMessage, PersonView } from "#server/domain/moderation.ts"
import type { Acts } from "./use-acts.ts"

type PersonMessagesProps = {
  person: PersonView
  acts: Acts
  onState: (id: string, state: MessageState) => void
}

/** Also what was removed, whose text nobody else gets. */
export function PersonMessages({ person, acts, onState }: PersonMessagesProps) {
  const t = useTranslations("moderation.person")
  return (
    <section aria-label={t("messages")} className="flex flex-col gap-2">
      <ol className="flex flex-col divide-y">
        {person.messages.map((message) => (
          <Row
            key={message.id}
            message={message}
            isUnderName={message.authorName === person.name}
            acts={acts}
            onState={(state) => onState(message.id, state)}
          />
        ))}
      </ol>
      {person.hasMore && (
        <p className="text-muted text-sm">{t("hasMore", { count: person.messages.length })}</p>
      )}
    </section>
  )
}

type RowProps = {
  message: PersonMessage
  isUnderName: boolean
  acts: Acts
  onState: (state: MessageState) => void
}

function Row({ message, isUnderName, acts, onState }: RowProps) {
  const t = useTranslations("moderation.person")
  const menu = useTranslations("moderation.menu")
  const format = useFormatter()
  const { id, authorName, text, at, state } = message
  const pointed = { target: { id }, authorName, text }
  return (
    <li className="flex flex-col gap-1 py-2.5">
      <div className="flex flex-wrap items-center gap-2 text-sm">
        <time dateTime={at.toISOString()} className="text-muted tabular-nums">
          {format.dateTime(at, "clock")}
        </time>
        {!isUnderName && <span className="text-muted">{t("as", { name: authorName })}</span>}
        {state !== "shown" && (
          <Badge tone={state === "held" ? "warn" : "neutral"}>{t(`state.${state}`)}</Badge>
        )}
        {state === "shown" && (
          <Button
            variant="link"
            size="sm"
            className="ml-auto text-bad"
            onClick={async () => {
              if (await acts.remove(pointed)) onState("deleted")
            }}
          >
            {menu("remove")}
          </Button>
        )}
        {state === "deleted" && (
          <Button
            variant="link"
            size="sm"
            className="ml-auto"
            onClick={async () => {
              if (await acts.restore(pointed)) onState("shown")
            }}
          >
            {menu("restore")}
          </Button>
        )}
      </div>
      <ChatText text={text} />
    </li>
  )
}
