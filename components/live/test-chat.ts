import type { ChatMessage } from "#server/domain/chat.ts"
import type { ChatRulesView, ChatStanding } from "#server/domain/chat-rules.ts"
import type { ChatOpening, ChatUpdate } from "#server/domain/views.ts"

export const AT = new Date("2026-11-23T10:00:00Z")

export const RULES: ChatRulesView = {
  version: 0,
  paused: false,
  slowModeSeconds: 0,
  holdForReview: false,
  links: "allow",
  allowAliases: false,
  announcement: null,
}

export const STANDING: ChatStanding = {
  sanction: null,
  held: [],
  refused: [],
  alias: null,
  isAliasFixed: false,
  lastAt: null,
}

export function message(seq: number, change: Partial<ChatMessage> = {}): ChatMessage {
  return {
    seq,
    rev: 0,
    clientId: `client-${seq}`,
    authorKey: "somebody",
    authorName: "Somebody",
    origin: "listener",
    text: `text ${seq}`,
    at: AT,
    delivery: "waiting",
    deleted: false,
    ...change,
  }
}

export function opening(messages: ChatMessage[] = [], hasOlder = false): ChatOpening {
  return { messages, hasOlder, head: { seq: messages.at(-1)?.seq ?? 0, rev: 0, rules: 0 }, rules: RULES }
}

export function update(messages: ChatMessage[], change: Partial<ChatUpdate> = {}): ChatUpdate {
  const rev = Math.max(0, ...[...messages, ...(change.changes ?? [])].map((known) => known.rev))
  return {
    messages,
    changes: [],
    liveVersion: 1,
    questionRev: 0,
    head: { seq: messages.at(-1)?.seq ?? 0, rev, rules: 0 },
    rules: RULES,
    ...change,
  }
}
