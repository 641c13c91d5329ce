// What moderators pin above the chat for everybody. Words of a message stand there no longer than the message itself.
import { changeRules } from "#db/queries/moderation.ts"
import type { Deps } from "../deps.ts"
import type { ChatRulesView } from "../domain/chat-rules.ts"
import type { PinAnnouncement } from "../domain/moderation.ts"
import type { Actor } from "../domain/policy.ts"
import { AppError } from "../errors.ts"
import { eventToModerate } from "./access.ts"
import { moderate, targetOf } from "./chat-acts.ts"
import { announceRules, rulesOf, rulesView } from "./chat-rules.ts"

export async function pinAnnouncement(
  deps: Deps,
  actor: Actor,
  { eventId, text, message }: PinAnnouncement,
): Promise<ChatRulesView> {
  const visible = await eventToModerate(deps.db, actor, eventId)
  const row = await moderate(deps, actor, visible, async (tx) => {
    const source = text !== null && message ? await targetOf(tx, { eventId, message }) : null
    if (source && source.state !== "shown") throw new AppError("conflict", `the message is ${source.state}`)
    const announcementOf = source?.id ?? null
    const known = await rulesOf(tx, eventId)
    if (known.announcement === text && known.announcementOf === announcementOf) return null
    const announcedAt = text === null ? null : deps.clock.now()
    const result = await changeRules(tx, eventId, { announcement: text, announcedAt, announcementOf })
    return { action: text === null ? "chat.unpinned" : "chat.pinned", result }
  })
  if (row) announceRules(deps, visible.event, row)
  return rulesView(row ?? (await rulesOf(deps.db, eventId)))
}
