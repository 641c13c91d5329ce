import { and, asc, count, desc, eq, inArray, isNull, max, ne, or, sql } from "drizzle-orm"
import { chatAliases, chatMessages, questions } from "../chat-schema.ts"
import type { Reader, Tx } from "../client.ts"
import type { ChatRow } from "./chat.ts"

export async function lastWrittenAt(reader: Reader, eventId: string, authorId: string): Promise<Date | null> {
  const [row] = await reader
    .select({ at: max(chatMessages.createdAt) })
    .from(chatMessages)
    .where(writtenBy(eventId, authorId))
  return row?.at ?? null
}

/** One person's messages that wait for a moderator or were turned down, the latest first. */
export async function listOwnUnshown(reader: Reader, eventId: string, authorId: string, limit: number) {
  return reader
    .select({ clientId: chatMessages.clientId, state: chatMessages.state })
    .from(chatMessages)
    .where(and(writtenBy(eventId, authorId), inArray(chatMessages.state, ["held", "refused"])))
    .orderBy(desc(chatMessages.createdAt))
    .limit(limit)
}

/** In the order in which they were written. */
export async function listHeld(reader: Reader, eventId: string, limit: number): Promise<ChatRow[]> {
  return reader
    .select()
    .from(chatMessages)
    .where(and(eq(chatMessages.eventId, eventId), eq(chatMessages.state, "held")))
    .orderBy(asc(chatMessages.createdAt), sql`rowid`)
    .limit(limit)
}

export async function countHeld(reader: Reader, eventId: string) {
  const [row] = await reader
    .select({ count: count() })
    .from(chatMessages)
    .where(and(eq(chatMessages.eventId, eventId), eq(chatMessages.state, "held")))
  return row?.count ?? 0
}

/** The latest first; people in the meeting have no account, so theirs go by the name they have there. */
export async function listOfAuthor(
  reader: Reader,
  { eventId, authorId, authorName }: Pick<ChatRow, "eventId" | "authorId" | "authorName">,
  limit: number,
): Promise<ChatRow[]> {
  const theirs = authorId
    ? writtenBy(eventId, authorId)
    : and(
        eq(chatMessages.eventId, eventId),
        isNull(chatMessages.authorId),
        eq(chatMessages.authorName, authorName),
      )
  return reader
    .select()
    .from(chatMessages)
    .where(theirs)
    .orderBy(desc(chatMessages.createdAt), sql`rowid desc`)
    .limit(limit)
}

/** Names under which others have written here, pseudonyms left out. */
export async function listAuthorNames(reader: Reader, eventId: string, exceptId: string): Promise<string[]> {
  const rows = await reader
    .selectDistinct({ name: chatMessages.authorName })
    .from(chatMessages)
    .where(
      and(
        eq(chatMessages.eventId, eventId),
        eq(chatMessages.underAlias, false),
        or(isNull(chatMessages.authorId), ne(chatMessages.authorId, exceptId)),
      ),
    )
  return rows.map(({ name }) => name)
}

export async function findAlias(reader: Reader, eventId: string, userId: string): Promise<string | null> {
  const [row] = await reader
    .select({ alias: chatAliases.alias })
    .from(chatAliases)
    .where(and(eq(chatAliases.eventId, eventId), eq(chatAliases.userId, userId)))
  return row?.alias ?? null
}

export async function findAliasHolder(reader: Reader, eventId: string, folded: string) {
  const [row] = await reader
    .select({ userId: chatAliases.userId })
    .from(chatAliases)
    .where(and(eq(chatAliases.eventId, eventId), eq(chatAliases.folded, folded)))
  return row?.userId ?? null
}

export async function putAlias(tx: Tx, row: typeof chatAliases.$inferInsert) {
  const { alias, folded } = row
  await tx
    .insert(chatAliases)
    .values(row)
    .onConflictDoUpdate({ target: [chatAliases.eventId, chatAliases.userId], set: { alias, folded } })
}

/** Whether something was written under the person's pseudonym, in the chat or as a question. */
export async function hasWrittenUnderAlias(reader: Reader, eventId: string, userId: string) {
  for (const table of [chatMessages, questions]) {
    const [row] = await reader
      .select({ id: table.id })
      .from(table)
      .where(and(eq(table.eventId, eventId), eq(table.authorId, userId), eq(table.underAlias, true)))
      .limit(1)
    if (row) return true
  }
  return false
}

function writtenBy(eventId: string, authorId: string) {
  return and(eq(chatMessages.eventId, eventId), eq(chatMessages.authorId, authorId))
}
