// The end of each event's chat, for everybody who comes back at once: read whole one time, then only added to.
import type { ChatRow } from "#db/queries/chat.ts"
import { CHAT_UPDATE_LIMIT, type ChatHead } from "../domain/chat.ts"

export type ChatRows = { messages: ChatRow[]; changes: ChatRow[] }

export type Place = Pick<ChatHead, "seq" | "rev">
/** `whole` is a reading of the history, `added` of the few rows that followed on one. */
export type ReadingKind = "whole" | "added"
type Read = (after: Place, kind: ReadingKind) => Promise<ChatRows>
type Asked = { eventId: string; after: Place; head: Place }
type Known = { start: Place; head: Place; rows: Promise<ChatRows>; until: number }

export type RecentChat = ReturnType<typeof createRecentChat>

/** What is deleted with the event's chat has no number, and so is known for `keepMs` at most. */
export function createRecentChat(keepMs: number, now: () => number) {
  const events = new Map<string, Known>()

  /** At least what came after `after` up to `head`, as far as one answer can hold it. */
  return (asked: Asked, read: Read): Promise<ChatRows> => {
    const recent = isIn(startOf(asked.head), asked.after) ? recentOf(asked, read) : null
    // What somebody else asked for a moment later begins later.
    return recent && isIn(recent.start, asked.after) ? recent.rows : read(asked.after, "whole")
  }

  function recentOf({ eventId, head }: Asked, read: Read): Known {
    for (const [id, { until }] of events) if (until <= now()) events.delete(id)
    const known = events.get(eventId)
    if (known && isIn(head, known.head)) return known
    const start = startOf(head)
    const isNear = known && isIn(start, known.head) && isIn(known.start, start)
    const next: Known = {
      start,
      head,
      rows: isNear ? added(known, head, read) : read(start, "whole"),
      until: isNear ? known.until : now() + keepMs,
    }
    events.set(eventId, next)
    next.rows.catch(() => {
      if (events.get(eventId) === next) events.delete(eventId)
    })
    return next
  }
}

function isIn(place: Place, head: Place) {
  return place.seq <= head.seq && place.rev <= head.rev
}

function startOf(head: Place): Place {
  return {
    seq: Math.max(0, head.seq - CHAT_UPDATE_LIMIT),
    rev: Math.max(0, head.rev - CHAT_UPDATE_LIMIT),
  }
}

async function added(known: Known, head: Place, read: Read): Promise<ChatRows> {
  const [before, since] = await Promise.all([known.rows, read(known.head, "added")])
  const start = startOf(head)
  // The same row read later is the row as it is now.
  const rows = new Map<string, ChatRow>()
  for (const row of [...before.messages, ...before.changes, ...since.messages, ...since.changes])
    if (row.rev >= (rows.get(row.id)?.rev ?? 0)) rows.set(row.id, row)
  const all = [...rows.values()]
  return {
    messages: all
      .filter((row) => row.seq !== null && row.seq > start.seq)
      .sort((a, b) => seqOf(a) - seqOf(b)),
    changes: all.filter((row) => row.rev > start.rev).sort((a, b) => a.rev - b.rev),
  }
}

function seqOf(row: ChatRow) {
  return row.seq ?? 0
}
