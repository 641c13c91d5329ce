// The rules of an event's chat: the defaults until a moderator sets others.
import type { Reader } from "#db/client.ts"
import { findRules, type RulesRow } from "#db/queries/chat.ts"
import type { ChatRulesView } from "../domain/chat-rules.ts"

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
