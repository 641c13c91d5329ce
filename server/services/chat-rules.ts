// The rules of an event's chat: the defaults until a moderator sets others.
import type { Reader } from "#db/client.ts"
import { findRules, type RulesRow } from "#db/queries/chat.ts"
import type { EventRow } from "#db/queries/webinars.ts"
import type { Deps } from "../deps.ts"
import type { ChatRulesView } from "../domain/chat-rules.ts"
import { eventChannel } from "../domain/signals.ts"

export async function rulesOf(reader: Reader, eventId: string): Promise<RulesRow> {
  return (await findRules(reader, eventId)) ?? { ...DEFAULTS, eventId }
}

const DEFAULTS: Omit<RulesRow, "eventId"> = {
  version: 0,
  paused: false,
  slowModeSeconds: 0,
  holdForReview: false,
  blockedWords: [],
  links: "allow",
  allowAliases: false,
  announcement: null,
  announcedAt: null,
  announcementOf: null,
  keepDays: null,
}

export function rulesView(row: RulesRow): ChatRulesView {
  const { version, paused, slowModeSeconds, holdForReview, links, allowAliases, announcement, announcedAt } =
    row
  return {
    version,
    paused,
    slowModeSeconds,
    holdForReview,
    links,
    allowAliases,
    announcement: announcement && announcedAt ? { text: announcement, at: announcedAt } : null,
  }
}

export function announceRules(deps: Deps, event: Pick<EventRow, "id" | "restricted">, row: RulesRow) {
  deps.ticker.add(eventChannel(event), { type: "chat.rules", rules: rulesView(row) })
}
