import type { AliasChoice } from "#components/live/use-alias.ts"

export type AskingChoice = Pick<
  AliasChoice,
  "alias" | "chosen" | "isOffered" | "isKnown" | "isUnknown" | "isWithdrawn"
>

/** Under which name a question goes; `alias` null: the name. Nothing goes under the name by mistake. */
export type AskingAs = { kind: "known"; alias: string | null } | { kind: "unknown" } | { kind: "withdrawn" }

/** `own`: what was chosen for questions alone. Who has a pseudonym and chose nothing asks under it. */
export function askingAs(choice: AskingChoice, own: "name" | "alias" | null): AskingAs {
  const wanted = own ?? choice.chosen
  if (choice.isWithdrawn) return { kind: "withdrawn" }
  if (choice.isUnknown || (choice.isOffered && !choice.isKnown && wanted !== "name"))
    return { kind: "unknown" }
  return { kind: "known", alias: choice.isOffered && wanted !== "name" ? choice.alias : null }
}
