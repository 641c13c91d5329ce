// The rules of an event's chat, set by its moderators and told to everybody at once.
import type { RulesRow } from "#db/queries/chat.ts"
import { changeRules as changeRow } from "#db/queries/moderation.ts"
import type { EventRow } from "#db/queries/webinars.ts"
import type { Deps } from "../deps.ts"
import type { AuditDetail } from "../domain/audit.ts"
import type { ChatRulesView } from "../domain/chat-rules.ts"
import type { ChangeRules, PinAnnouncement } from "../domain/moderation.ts"
import type { Actor } from "../domain/policy.ts"
import { eventChannel } from "../domain/signals.ts"
import { eventToModerate } from "./access.ts"
import { type Act, moderate } from "./chat-acts.ts"
import { rulesOf, rulesView } from "./chat-rules.ts"

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
  return told(deps, visible.event, row)
}

export async function pinAnnouncement(
  deps: Deps,
  actor: Actor,
  { eventId, text }: PinAnnouncement,
): Promise<ChatRulesView> {
  const visible = await eventToModerate(deps.db, actor, eventId)
  const row = await moderate(deps, actor, visible, async (tx) => {
    if ((await rulesOf(tx, eventId)).announcement === text) return null
    const announcedAt = text === null ? null : deps.clock.now()
    const result = await changeRow(tx, eventId, { announcement: text, announcedAt })
    return { action: text === null ? "chat.unpinned" : "chat.pinned", result }
  })
  return told(deps, visible.event, row)
}

/** What only moderators may know of the rules. */
export async function getBlockedWords(deps: Deps, actor: Actor, { eventId }: { eventId: string }) {
  await eventToModerate(deps.db, actor, eventId)
  return (await rulesOf(deps.db, eventId)).blockedWords
}

async function told(deps: Deps, event: EventRow, changed: RulesRow | null) {
  const rules = rulesView(changed ?? (await rulesOf(deps.db, event.id)))
  if (changed) deps.ticker.add(eventChannel(event), { type: "chat.rules", rules })
  return rules
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
