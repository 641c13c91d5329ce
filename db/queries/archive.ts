import { and, asc, eq, gt, or } from "drizzle-orm"
import type { Reader } from "../client.ts"
import { questions } from "../schema.ts"

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
