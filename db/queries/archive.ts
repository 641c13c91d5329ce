// What remains of an event's chat when it is over: questions in their order, and how it is deleted when its time has come.
import { and, asc, eq, exists, gt, inArray, isNotNull, max, notExists, or, type SQL, sql } from "drizzle-orm"
import { OPEN_STATES } from "#server/domain/livestream.ts"
import {
  chatAliases,
  chatMessages,
  chatRules,
  chatSanctions,
  questions,
  questionVotes,
} from "../chat-schema.ts"
import type { Reader, Tx } from "../client.ts"
import { events, livestreams, webinars } from "../schema.ts"

export type QuestionRow = typeof questions.$inferSelect

/** In the order in which they were asked. */
export async function listQuestionsAfter(
  reader: Reader,
  eventId: string,
  last: Pick<QuestionRow, "createdAt" | "id"> | null,
  limit: number,
): Promise<QuestionRow[]> {
  const after =
    last &&
    or(
      gt(questions.createdAt, last.createdAt),
      and(eq(questions.createdAt, last.createdAt), gt(questions.id, last.id)),
    )
  return reader
    .select()
    .from(questions)
    .where(and(eq(questions.eventId, eventId), after ?? undefined))
    .orderBy(asc(questions.createdAt), asc(questions.id))
    .limit(limit)
}

/** Rules that nobody set yet keep their version: pages need not hear of this. */
export async function keepChatDays(tx: Tx, eventId: string, keepDays: number | null) {
  await tx
    .insert(chatRules)
    .values({ eventId, version: 0, keepDays })
    .onConflictDoUpdate({ target: chatRules.eventId, set: { keepDays } })
}

/** When the last run of an event's picture was over. */
export async function findLastEnd(reader: Reader, eventId: string): Promise<Date | null> {
  const [row] = await reader
    .select({ at: max(livestreams.endedAt) })
    .from(livestreams)
    .innerJoin(webinars, eq(webinars.id, livestreams.webinarId))
    .where(eq(webinars.eventId, eventId))
  return row?.at ?? null
}

function openLivestreams(reader: Reader, event: SQL) {
  return reader
    .select({ id: livestreams.id })
    .from(livestreams)
    .innerJoin(webinars, eq(webinars.id, livestreams.webinarId))
    .where(and(event, inArray(livestreams.state, OPEN_STATES)))
}

export async function isOnAir(reader: Reader, eventId: string) {
  return (await openLivestreams(reader, eq(webinars.eventId, eventId)).limit(1)).length > 0
}

/** In this order: a question goes after its votes. */
export const CHAT_PARTS = ["votes", "questions", "messages", "aliases", "sanctions"] as const
export type ChatPart = (typeof CHAT_PARTS)[number]

/** How many rows are gone, `limit` at most. */
export async function deleteChatPart(tx: Tx, part: ChatPart, eventId: string, limit: number) {
  const table = TABLES[part]
  const ofEvent =
    part === "votes"
      ? sql`${questionVotes.questionId} in (select ${questions.id} from ${questions} where ${questions.eventId} = ${eventId})`
      : sql`event_id = ${eventId}`
  const some = sql`rowid in (select rowid from ${table} where ${ofEvent} limit ${limit})`
  const { rowsAffected } = await tx.delete(table).where(some)
  return rowsAffected
}

const TABLES = {
  votes: questionVotes,
  questions,
  messages: chatMessages,
  aliases: chatAliases,
  sanctions: chatSanctions,
} as const satisfies Record<ChatPart, unknown>

const DAY_MS = 86_400_000

type Asked = { now: Date; maxDays: number | null; limit: number }

/** Events whose planned end is long enough past, of which something is left and which are not on the air. */
export async function listChatsToPurge(reader: Reader, { now, maxDays, limit }: Asked): Promise<string[]> {
  const days =
    maxDays === null
      ? sql`${chatRules.keepDays}`
      : sql`min(coalesce(${chatRules.keepDays}, ${maxDays}), ${maxDays})`
  const ofEvent = (
    table: typeof questions | typeof chatMessages | typeof chatAliases | typeof chatSanctions,
  ) => exists(reader.select({ one: sql`1` }).from(table).where(eq(table.eventId, events.id)))
  const rows = await reader
    .select({ id: events.id })
    .from(events)
    .leftJoin(chatRules, eq(chatRules.eventId, events.id))
    .where(
      and(
        // Without a time this is null, and the row is none.
        sql`${events.endAt} + ${days} * ${DAY_MS} <= ${now.getTime()}`,
        or(
          isNotNull(chatRules.announcement),
          ...[chatMessages, questions, chatAliases, chatSanctions].map(ofEvent),
        ),
        notExists(openLivestreams(reader, eq(webinars.eventId, events.id))),
      ),
    )
    .orderBy(asc(events.endAt))
    .limit(limit)
  return rows.map((row) => row.id)
}
