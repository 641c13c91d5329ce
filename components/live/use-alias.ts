"use client"

import { useEffect, useState } from "react"
import { loadChoice, saveChoice } from "./chat-storage.ts"
import type { Chat } from "./use-chat.ts"

export type AliasChoice = ReturnType<typeof useAlias>

/** Under which name the next message goes: chosen here, and never changed behind the writer's back. */
export function useAlias({ eventId, rules, standing, session }: Chat, canChoose: boolean) {
  const [isAlias, setIsAlias] = useState(false)
  useEffect(() => setIsAlias(canChoose && loadChoice(eventId) === "alias"), [eventId, canChoose])
  const alias = standing?.alias ?? null
  const choose = (choice: "name" | "alias") => {
    setIsAlias(choice === "alias")
    saveChoice(eventId, choice)
  }
  return {
    alias,
    isOffered: canChoose && rules.allowAliases,
    isFixed: standing?.isAliasFixed ?? false,
    /** What the next message is sent under; null: the name. */
    current: isAlias ? alias : null,
    /** It was to go under a pseudonym, which isn't known yet: nothing goes under the name by mistake. */
    isUnknown: isAlias && standing === null,
    /** It was to go under a pseudonym, which can't be used any more: the writer has to say that the name will do. */
    isWithdrawn: isAlias && standing !== null && (alias === null || !rules.allowAliases),
    choose,
    /** After a pseudonym was chosen or changed. */
    reread: session.readStanding,
  }
}
