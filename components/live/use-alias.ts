"use client"

import { useEffect, useState } from "react"
import type { LiveView } from "#server/domain/views.ts"
import { loadChoice, saveChoice } from "./chat-storage.ts"
import type { Chat } from "./use-chat.ts"

export type AliasChoice = ReturnType<typeof useAlias>

type Writer = Pick<LiveView["chat"], "isPresenter" | "myName">

/** Under which name the next message goes: chosen here, and never changed behind the writer's back. */
export function useAlias({ eventId, myId, rules, standing, session }: Chat, { isPresenter, myName }: Writer) {
  const canChoose = !isPresenter && myName !== null
  const [chosen, setChosen] = useState<"name" | "alias" | null>(null)
  useEffect(() => setChosen(canChoose ? loadChoice(eventId, myId) : null), [eventId, myId, canChoose])
  const isAlias = chosen === "alias"
  const alias = standing?.alias ?? null
  const choose = (choice: "name" | "alias") => {
    setChosen(choice)
    saveChoice(eventId, myId, choice)
  }
  return {
    alias,
    /** null: nothing yet. */
    chosen,
    /** Whether there is a pseudonym, and which. */
    isKnown: standing !== null,
    isOffered: canChoose && rules.allowAliases,
    isFixed: standing?.isAliasFixed ?? false,
    /** What the next message is sent under; null: the name. */
    current: isAlias ? alias : null,
    /** It was to go under a pseudonym, which isn't known yet: nothing goes under the name by mistake. */
    isUnknown: isAlias && standing === null,
    /** It was to go under a pseudonym, which can't be used any more: the writer has to say that the name will do. */
    isWithdrawn: isAlias && standing !== null && (alias === null || !rules.allowAliases),
    choose,
    /** It was chosen or changed, and the server has it. */
    take(taken: string) {
      session.takeAlias(taken)
      choose("alias")
    },
    reread: session.readStanding,
  }
}
