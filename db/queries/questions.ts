import { and, asc, desc, eq, gt, inArray, ne, or, sql } from "drizzle-orm"
import { questions, questionVotes } from "../chat-schema.ts"
import type { Reader, Tx } from "../client.ts"

export type QuestionRow = typeof questions.$inferSelect
export type NewQuestionRow = typeof questions.$inferInsert

export async function insertQuestion(tx: Tx, row: NewQuestionRow): Promise<QuestionRow> {
  const [inserted] = await tx.insert(questions).values(row).returning()
  if (!inserted) throw new Error("the question was not inserted")
  return inserted
}

export async function updateQuestion(
  tx: Tx,
  id: string,
  change: Partial<QuestionRow>,
): Promise<QuestionRow | null> {
  const [row] = await tx.update(questions).set(change).where(eq(questions.id, id)).returning()
  return row ?? null
}

export async function findQuestion(reader: Reader, id: string): Promise<QuestionRow | null> {
  const [row] = await reader.select().from(questions).where(eq(questions.id, id))
  return row ?? null
}

export async function findAskedBefore(reader: Reader, eventId: string, authorId: string, clientId: string) {
  const [row] = await reader
    .select()
    .from(questions)
    .where(
      and(eq(questions.eventId, eventId), eq(questions.authorId, authorId), eq(questions.clientId, clientId)),
    )
  return row ?? null
}

/** One person's, the latest first, without those that they took back. */
export async function listAskedBy(
  reader: Reader,
  eventId: string,
  authorId: string,
  limit: number,
): Promise<QuestionRow[]> {
  return reader
    .select()
    .from(questions)
    .where(
      and(eq(questions.eventId, eventId), eq(questions.authorId, authorId), ne(questions.state, "withdrawn")),
    )
    .orderBy(desc(questions.createdAt), desc(sql`rowid`))
    .limit(limit)
}

export async function listAnswering(reader: Reader, eventId: string): Promise<QuestionRow[]> {
  return reader
    .select()
    .from(questions)
    .where(and(eq(questions.eventId, eventId), eq(questions.state, "answering")))
}

export type QuestionViewer = { userId: string | null; isModerator: boolean }

/** Those that wait for an answer first, the most wanted before the others, then the newest. */
export async function listQuestions(
  reader: Reader,
  eventId: string,
  viewer: QuestionViewer,
  limit: number,
): Promise<QuestionRow[]> {
  return reader
    .select()
    .from(questions)
    .where(readable(eventId, viewer))
    .orderBy(
      desc(inArray(questions.state, ["open", "answering"])),
      desc(questions.votes),
      desc(questions.createdAt),
    )
    .limit(limit)
}

export async function countQuestions(reader: Reader, eventId: string, viewer: QuestionViewer) {
  return reader.$count(questions, readable(eventId, viewer))
}

/** The viewer's own, and for moderators all that wait for them, in the order in which they were asked. */
export async function listQuestionsNotToMiss(
  reader: Reader,
  eventId: string,
  { userId, isModerator }: QuestionViewer,
): Promise<QuestionRow[]> {
  if (userId === null) return []
  const own = eq(questions.authorId, userId)
  const waiting = inArray(questions.state, ["open", "answering", "dismissed"])
  return reader
    .select()
    .from(questions)
    .where(and(readable(eventId, { userId, isModerator }), isModerator ? or(own, waiting) : own))
    .orderBy(asc(questions.createdAt))
}

function readable(eventId: string, { userId, isModerator }: QuestionViewer) {
  const shown = or(
    ne(questions.state, "dismissed"),
    userId === null ? undefined : eq(questions.authorId, userId),
  )
  return and(
    eq(questions.eventId, eventId),
    ne(questions.state, "withdrawn"),
    isModerator ? undefined : shown,
  )
}

export async function listQuestionsChangedSince(
  reader: Reader,
  eventId: string,
  afterRev: number,
  limit: number,
): Promise<QuestionRow[]> {
  return reader
    .select()
    .from(questions)
    .where(and(eq(questions.eventId, eventId), gt(questions.rev, afterRev)))
    .orderBy(asc(questions.rev))
    .limit(limit)
}

/** False: the vote was there already. */
export async function insertVote(tx: Tx, vote: { questionId: string; userId: string }) {
  const rows = await tx.insert(questionVotes).values(vote).onConflictDoNothing().returning()
  return rows.length > 0
}

/** False: there was no vote. */
export async function deleteVote(tx: Tx, { questionId, userId }: { questionId: string; userId: string }) {
  const rows = await tx
    .delete(questionVotes)
    .where(and(eq(questionVotes.questionId, questionId), eq(questionVotes.userId, userId)))
    .returning()
  return rows.length > 0
}

export async function hasVoted(reader: Reader, questionId: string, userId: string) {
  const [row] = await reader
    .select({ userId: questionVotes.userId })
    .from(questionVotes)
    .where(and(eq(questionVotes.questionId, questionId), eq(questionVotes.userId, userId)))
  return row !== undefined
}

/** Of one person, in one event. */
export async function listVotes(reader: Reader, eventId: string, userId: string): Promise<string[]> {
  const rows = await reader
    .select({ id: questionVotes.questionId })
    .from(questionVotes)
    .innerJoin(questions, eq(questions.id, questionVotes.questionId))
    .where(and(eq(questionVotes.userId, userId), eq(questions.eventId, eventId)))
  return rows.map(({ id }) => id)
}
