"use client"

import { useTranslations } from "next-intl"
import { Badge } from "#components/ui/badge.tsx"
import { Button } from "#components/ui/button.tsx"
import type { MessageState } from "#server/domain/chat.ts"
import type { PersonMessage, PersonView } from "#server/domain/moderation.ts"
import type { Acts } from "./use-acts.ts"
import { WrittenRow } from "./written-row.tsx"

type PersonMessagesProps = {
  person: PersonView
  acts: Acts
  onState: (id: string, state: MessageState) => void
}

/** Also what was removed, whose text nobody else gets. */
export function PersonMessages({ person, acts, onState }: PersonMessagesProps) {
  const t = useTranslations("moderation.person")
  if (person.messages.length === 0) return null
  return (
    <section aria-label={t("messages")} className="flex flex-col gap-2">
      {person.questions.length > 0 && <h3 className="font-medium text-[0.9375rem]">{t("messages")}</h3>}
      <ol className="flex flex-col divide-y">
        {person.messages.map((message) => (
          <WrittenRow key={message.id} person={person} written={message}>
            <Decision message={message} acts={acts} onState={(state) => onState(message.id, state)} />
          </WrittenRow>
        ))}
      </ol>
      {person.hasMore && (
        <p className="text-muted text-sm">{t("hasMore", { count: person.messages.length })}</p>
      )}
    </section>
  )
}

type DecisionProps = {
  message: PersonMessage
  acts: Acts
  onState: (state: MessageState) => void
}

function Decision({ message, acts, onState }: DecisionProps) {
  const t = useTranslations("moderation.person")
  const menu = useTranslations("moderation.menu")
  const { id, authorName, state } = message
  if (authorName === null) return null
  const pointed = { target: { message: { id } }, authorName }
  return (
    <>
      {state !== "shown" && <Badge tone={state === "held" ? "warn" : "neutral"}>{t(`state.${state}`)}</Badge>}
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
    </>
  )
}
