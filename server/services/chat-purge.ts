// Deletes the chats whose time is over, a bounded piece at a time, and never under an event that is on.
import { type Tx, write } from "#db/client.ts"
import { CHAT_PARTS, type ChatPart, deleteChatPart, isOnAir, listChatsToPurge } from "#db/queries/archive.ts"
import { findEvent } from "#db/queries/events.ts"
import { unpin } from "#db/queries/moderation.ts"
import type { Deps } from "../deps.ts"
import { record } from "./audit.ts"
import { announceRules } from "./chat-rules.ts"
import { retentionOf } from "./retention.ts"

/** Rows that one transaction deletes at most: everybody who writes waits behind it. */
const PIECE = 500
/** Events of one round; the rest is due in the next. */
const EVENTS_MAX = 500
const PURGER = { kind: "system", job: "chat purge" } as const

type Counts = Partial<Record<ChatPart | "announcement", number>>

export async function purgeChats(deps: Deps) {
  const asked = { now: deps.clock.now(), maxDays: deps.config.chatKeepDays, limit: EVENTS_MAX }
  for (const eventId of await listChatsToPurge(deps.db, asked)) await purgeChat(deps, eventId)
}

async function purgeChat(deps: Deps, eventId: string) {
  let deleted: Counts = {}
  for (;;) {
    const piece = await write(deps.db, (tx) => purgePiece(tx, deps, eventId, deleted))
    if (!piece) return
    deleted = piece.deleted
    if (piece.hasMore) continue
    if (piece.unpinned) announceRules(deps, piece.event, piece.unpinned)
    if (Object.keys(deleted).length > 0)
      deps.log.info({ ...piece.names, deleted }, "webinar chat deleted, its time is over")
    return
  }
}

/** null: it is no longer due, because it was planned anew, is kept for longer, or is on the air again. */
async function purgePiece(tx: Tx, deps: Deps, eventId: string, before: Counts) {
  const found = await findEvent(tx, { id: eventId })
  if (!found) return null
  const { event, webinarId } = found
  const { deleteAt } = await retentionOf(tx, deps.config, event)
  if (!deleteAt || deleteAt > deps.clock.now() || (await isOnAir(tx, eventId))) return null
  const names = { webinar: webinarId, title: event.title }
  const deleted: Counts = { ...before }
  let room = PIECE
  for (const part of CHAT_PARTS) {
    const count = await deleteChatPart(tx, part, eventId, room)
    if (count > 0) deleted[part] = (deleted[part] ?? 0) + count
    room -= count
    if (room === 0) return { names, deleted, hasMore: true as const }
  }
  // It may have the words of a message.
  const unpinned = await unpin(tx, eventId)
  if (unpinned) deleted.announcement = 1
  if (Object.keys(deleted).length > 0)
    await record(tx, PURGER, {
      at: deps.clock.now(),
      action: "transcript.purged",
      thing: webinarId
        ? { kind: "webinar", id: webinarId, name: event.title }
        : { kind: "event", id: eventId, name: event.title },
      detail: Object.fromEntries(Object.entries(deleted).map(([part, count]) => [part, String(count)])),
    })
  return { names, deleted, hasMore: false as const, event, unpinned }
}
