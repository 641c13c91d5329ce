// What pages read of a chat: how it opens, what they missed, what was before.
import { type ChatRow, listBefore, listChangedSince, listSince } from "#db/queries/chat.ts"
import type { EventRecord } from "#db/queries/events.ts"
import type { Config } from "../config.ts"
import type { Deps } from "../deps.ts"
import { CHAT_PAGE_SIZE, CHAT_UPDATE_LIMIT, type ChatHead } from "../domain/chat.ts"
import type { Actor } from "../domain/policy.ts"
import type { ChatOpening, ChatPage, ChatUpdate } from "../domain/views.ts"
import { eventToRead } from "./access.ts"
import { rulesOf, rulesView } from "./chat-rules.ts"
import { changeView, isShown, messageView } from "./chat-view.ts"
import type { ChatRows, Place, ReadingKind } from "./recent-chat.ts"

export async function openChat(deps: Deps, actor: Actor, input: { eventId: string }): Promise<ChatOpening> {
  const { head, rules } = await headOf(deps, await eventToRead(deps.db, actor, { id: input.eventId }))
  return { ...(await pageBefore(deps, input.eventId, Number.MAX_SAFE_INTEGER)), head, rules }
}

export async function listMessagesBefore(
  deps: Deps,
  actor: Actor,
  input: { eventId: string; beforeSeq: number },
): Promise<ChatPage> {
  await eventToRead(deps.db, actor, { id: input.eventId })
  return pageBefore(deps, input.eventId, input.beforeSeq)
}

async function pageBefore(deps: Deps, eventId: string, beforeSeq: number): Promise<ChatPage> {
  const rows = await listBefore(deps.db, eventId, beforeSeq, CHAT_PAGE_SIZE + 1)
  return {
    messages: viewsOf(deps.config, rows.slice(-CHAT_PAGE_SIZE)),
    hasOlder: rows.length > CHAT_PAGE_SIZE,
  }
}

/** What came after the last message and the last change that a page has, the oldest first. */
export async function listUpdate(
  deps: Deps,
  actor: Actor,
  { eventId, afterSeq, afterRev }: { eventId: string; afterSeq: number; afterRev: number },
): Promise<ChatUpdate> {
  const visible = await eventToRead(deps.db, actor, { id: eventId })
  const { head, rules } = await headOf(deps, visible)
  const { messages, changes } = await rowsSince(deps, {
    eventId,
    head,
    after: { seq: afterSeq, rev: afterRev },
  })
  return {
    messages: viewsOf(deps.config, messages),
    changes: changes.filter(isShown).map(changeView),
    head,
    rules,
    liveVersion: visible.event.version,
    questionRev: visible.event.questionRev,
  }
}

/** Read before the rows it counts, so that it never promises more than is told. */
async function headOf(deps: Deps, { event }: EventRecord) {
  const rules = await rulesOf(deps.db, event.id)
  const head: ChatHead = { seq: event.chatSeq, rev: event.chatRev, rules: rules.version }
  return { head, rules: rulesView(rules) }
}

type Asked = { eventId: string; head: ChatHead; after: Place }

/** A full house that comes back at once asks for much the same, and is answered from one reading. */
async function rowsSince(deps: Deps, asked: Asked): Promise<ChatRows> {
  const { eventId, head, after } = asked
  if (after.seq >= head.seq && after.rev >= head.rev) return { messages: [], changes: [] }
  const rows = await deps.recentChat(asked, (from, kind) => readSince(deps, eventId, from, kind))
  return {
    messages: rows.messages.filter((row) => (row.seq ?? 0) > after.seq),
    changes: rows.changes.filter((row) => row.rev > after.rev),
  }
}

async function readSince(
  { db, metrics }: Deps,
  eventId: string,
  after: Place,
  kind: ReadingKind,
): Promise<ChatRows> {
  metrics.historyRead(kind)
  const messages = await listSince(db, eventId, after.seq, CHAT_UPDATE_LIMIT)
  const changes = await listChangedSince(db, eventId, after.rev, CHAT_UPDATE_LIMIT)
  return { messages, changes }
}

function viewsOf(config: Config, rows: readonly ChatRow[]) {
  return rows.filter(isShown).map((row) => messageView(config, row))
}
