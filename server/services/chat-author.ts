// Whom moderators mean: the author of a message or a question, or whoever is excluded. Accounts stay with the server.
import type { Reader } from "#db/client.ts"
import { listSanctions } from "#db/queries/moderation.ts"
import { findQuestion } from "#db/queries/questions.ts"
import type { Config } from "../config.ts"
import type { AuditDetail } from "../domain/audit.ts"
import type { PersonTarget } from "../domain/moderation.ts"
import { AppError } from "../errors.ts"
import { derivedSecret } from "../seal.ts"
import { nameOfMessage, targetOf } from "./chat-acts.ts"
import { isErased } from "./chat-view.ts"

const HANDLE_LENGTH = 22

export type Author = {
  /** null: people in the meeting have no account. */
  userId: string | null
  /** As everybody reads it there; null: no longer kept. */
  shownName: string | null
  /** By what they were meant, for the audit. */
  by: AuditDetail
}

export async function authorOf(reader: Reader, config: Config, target: PersonTarget): Promise<Author> {
  const author = await findAuthor(reader, config, target)
  if (!author) throw new AppError("not_found", "no such exclusion in this event")
  return author
}

/** null: the exclusion was lifted meanwhile. */
export async function findAuthor(
  reader: Reader,
  config: Config,
  target: PersonTarget,
): Promise<Author | null> {
  if ("sanction" in target) return excluded(reader, config, target)
  if ("questionId" in target) {
    const question = await findQuestion(reader, target.questionId)
    if (question?.eventId !== target.eventId)
      throw new AppError("not_found", "no such question in this event")
    return writer(question, { question: question.id })
  }
  const message = await targetOf(reader, target)
  return writer(message, { message: nameOfMessage(message) })
}

function writer(row: { authorId: string | null; authorName: string }, by: AuditDetail): Author {
  if (!isErased(row)) return { userId: row.authorId, shownName: row.authorName, by }
  if (row.authorId === null) throw new AppError("not_found", "its author has taken it back, name and all")
  return { userId: row.authorId, shownName: null, by }
}

async function excluded(
  reader: Reader,
  config: Config,
  { eventId, sanction: handle }: { eventId: string; sanction: string },
): Promise<Author | null> {
  const rows = await listSanctions(reader, eventId)
  const found = rows.find(({ sanction }) => sanctionHandle(config, sanction) === handle)
  return found ? { userId: found.sanction.userId, shownName: found.sanction.shownName, by: {} } : null
}

export function sanctionHandle(
  { secret }: Pick<Config, "secret">,
  { eventId, userId }: { eventId: string; userId: string },
) {
  return derivedSecret(secret, `sanction:${eventId}:${userId}`).slice(0, HANDLE_LENGTH)
}
