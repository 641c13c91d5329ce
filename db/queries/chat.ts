import { and, asc, desc, eq, gt, gte, inArray, lt, ne } from "drizzle-orm"
import { chatMessages, chatModerators, chatRules } from "../chat-schema.ts"
import type { Reader, Tx } from "../client.ts"
import { jobs } from "../schema.ts"

export type ChatRow = typeof chatMessages.$inferSelect
export type NewChatRow = typeof chatMessages.$inferInsert
export type RulesRow = typeof chatRules.$inferSelect

export async function insertMessage(tx: Tx, row: NewChatRow): Promise<ChatRow> {
  const [inserted] = await tx.insert(chatMessages).values(row).returning()
  if (!inserted) throw new Error("the message was not inserted")
  return inserted
}

export async function findMessage(reader: Reader, id: string): Promise<ChatRow | null> {
  const [row] = await reader.select().from(chatMessages).where(eq(chatMessages.id, id))
  return row ?? null
}

export async function findMessageBySeq(
  reader: Reader,
  eventId: string,
  seq: number,
): Promise<ChatRow | null> {
  const [row] = await reader
    .select()
    .from(chatMessages)
    .where(and(eq(chatMessages.eventId, eventId), eq(chatMessages.seq, seq)))
  return row ?? null
}

/** The last one to the meeting since then of which it is known whether it arrived. */
export async function findLastSettled(reader: Reader, eventId: string, since: Date) {
  const [row] = await reader
    .select({ delivery: chatMessages.delivery })
    .from(chatMessages)
    .where(
      and(
        eq(chatMessages.eventId, eventId),
        ne(chatMessages.origin, "meeting"),
        inArray(chatMessages.delivery, ["in_meeting", "not_delivered"]),
        gte(chatMessages.createdAt, since),
      ),
    )
    .orderBy(desc(chatMessages.seq))
    .limit(1)
  return row ?? null
}

export async function findSentBefore(reader: Reader, eventId: string, authorId: string, clientId: string) {
  const [row] = await reader
    .select()
    .from(chatMessages)
    .where(
      and(
        eq(chatMessages.eventId, eventId),
        eq(chatMessages.authorId, authorId),
        eq(chatMessages.clientId, clientId),
      ),
    )
  return row ?? null
}

/** Which of these BBB messages are here already. */
export async function listKnownSources(reader: Reader, eventId: string, sourceIds: string[]) {
  const rows = await reader
    .select({ sourceId: chatMessages.sourceId })
    .from(chatMessages)
    .where(and(eq(chatMessages.eventId, eventId), inArray(chatMessages.sourceId, sourceIds)))
  return rows.map(({ sourceId }) => sourceId)
}

/** The last one written here that reached the meeting. */
export async function findLastInMeeting(reader: Reader, eventId: string): Promise<ChatRow | null> {
  const [row] = await reader
    .select()
    .from(chatMessages)
    .where(
      and(
        eq(chatMessages.eventId, eventId),
        gt(chatMessages.seq, 0),
        eq(chatMessages.delivery, "in_meeting"),
        ne(chatMessages.origin, "meeting"),
      ),
    )
    .orderBy(desc(chatMessages.seq))
    .limit(1)
  return row ?? null
}

export async function updateMessage(tx: Tx, id: string, change: Partial<ChatRow>): Promise<ChatRow | null> {
  const [row] = await tx.update(chatMessages).set(change).where(eq(chatMessages.id, id)).returning()
  return row ?? null
}

/** One more piece is in the meeting; null: that was known. */
export async function advancePieces(tx: Tx, id: string, from: number): Promise<ChatRow | null> {
  const [row] = await tx
    .update(chatMessages)
    .set({ deliveredPieces: from + 1, deliveredLines: 0 })
    .where(and(eq(chatMessages.id, id), eq(chatMessages.deliveredPieces, from)))
    .returning()
  return row ?? null
}

/** Messages behind this place that are on their way to the meeting. */
export async function listWaitingAfter(reader: Reader, eventId: string, seq: number, limit: number) {
  return reader
    .select()
    .from(chatMessages)
    .where(
      and(
        eq(chatMessages.eventId, eventId),
        gt(chatMessages.seq, seq),
        eq(chatMessages.delivery, "waiting"),
        eq(chatMessages.state, "shown"),
      ),
    )
    .orderBy(asc(chatMessages.seq))
    .limit(limit)
}

/** What was written here under this name, whoever it was. */
export async function listByAuthorName(reader: Reader, eventId: string, authorName: string) {
  return reader
    .select({ text: chatMessages.text })
    .from(chatMessages)
    .where(
      and(
        eq(chatMessages.eventId, eventId),
        eq(chatMessages.authorName, authorName),
        ne(chatMessages.origin, "meeting"),
      ),
    )
}

/** Messages that changed after they were shown, the oldest change first. */
export async function listChangedSince(reader: Reader, eventId: string, afterRev: number, limit: number) {
  return reader
    .select()
    .from(chatMessages)
    .where(and(eq(chatMessages.eventId, eventId), gt(chatMessages.rev, afterRev)))
    .orderBy(asc(chatMessages.rev))
    .limit(limit)
}

export async function listSince(
  reader: Reader,
  eventId: string,
  afterSeq: number,
  limit: number,
): Promise<ChatRow[]> {
  return reader
    .select()
    .from(chatMessages)
    .where(and(eq(chatMessages.eventId, eventId), gt(chatMessages.seq, afterSeq)))
    .orderBy(asc(chatMessages.seq))
    .limit(limit)
}

/** The page that ends before `beforeSeq`, oldest first. */
export async function listBefore(reader: Reader, eventId: string, beforeSeq: number, limit: number) {
  const rows = await reader
    .select()
    .from(chatMessages)
    .where(and(eq(chatMessages.eventId, eventId), lt(chatMessages.seq, beforeSeq)))
    .orderBy(desc(chatMessages.seq))
    .limit(limit)
  return rows.reverse()
}

export async function findRules(reader: Reader, eventId: string): Promise<RulesRow | null> {
  const [row] = await reader.select().from(chatRules).where(eq(chatRules.eventId, eventId))
  return row ?? null
}

export async function isChatModerator(reader: Reader, eventId: string, userId: string) {
  const [row] = await reader
    .select({ userId: chatModerators.userId })
    .from(chatModerators)
    .where(and(eq(chatModerators.eventId, eventId), eq(chatModerators.userId, userId)))
  return row !== undefined
}

/** What waits for a meeting goes as soon as the meeting is there. */
export async function hurryLane(tx: Tx, lane: string, now: Date) {
  await tx
    .update(jobs)
    .set({ runAt: now })
    .where(and(eq(jobs.lane, lane), eq(jobs.state, "ready"), gt(jobs.runAt, now)))
}
