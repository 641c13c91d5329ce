// The rules of an event's chat, set by its moderators and told to everybody at once.
import type { RulesRow } from "#db/queries/chat.ts"
import { changeRules as changeRow } from "#db/queries/moderation.ts"
import type { Deps } from "../deps.ts"
import type { AuditDetail } from "../domain/audit.ts"
import type { ChatRulesView } from "../domain/chat-rules.ts"
import type { ChangeRules } from "../domain/moderation.ts"
import type { Actor } from "../domain/policy.ts"
import { eventToModerate } from "./access.ts"
import { type Act, moderate } from "./chat-acts.ts"
import { announceRules, rulesOf, rulesView } from "./chat-rules.ts"

type Change = ChangeRules["change"]

export async function changeRules(
  deps: Deps,
  actor: Actor,
  { eventId, change }: ChangeRules,
): Promise<ChatRulesView> {
  const visible = await eventToModerate(deps.db, actor, eventId)
  const row = await moderate(deps, actor, visible, async (tx) => {
    const wanted = differences(await rulesOf(tx, eventId), change)
    if (Object.keys(wanted).length === 0) return null
    return { ...actOf(wanted), result: await changeRow(tx, eventId, wanted) }
  })
  if (row) announceRules(deps, visible.event, row)
  return rulesView(row ?? (await rulesOf(deps.db, eventId)))
}

/** What only moderators may know of the rules. */
export async function getBlockedWords(deps: Deps, actor: Actor, { eventId }: { eventId: string }) {
  await eventToModerate(deps.db, actor, eventId)
  return (await rulesOf(deps.db, eventId)).blockedWords
}

function differences(rules: RulesRow, change: Change): Change {
  const known: Record<string, unknown> = rules
  const differs = ([name, value]: [string, unknown]) =>
    value !== undefined && JSON.stringify(value) !== JSON.stringify(known[name])
  return Object.fromEntries(Object.entries(change).filter(differs))
}

function actOf(change: Change): Pick<Act<never>, "action" | "detail"> {
  if (change.paused !== undefined && Object.keys(change).length === 1)
    return { action: change.paused ? "chat.paused" : "chat.resumed" }
  const { blockedWords, ...rest } = change
  const detail: AuditDetail = Object.fromEntries(
    Object.entries(rest).map(([name, value]) => [name, String(value)]),
  )
  // How many, not which: the words are what was not to be written.
  return {
    action: "chat.rules",
    detail: blockedWords ? { ...detail, blockedWords: String(blockedWords.length) } : detail,
  }
}
