// Every question, and every change of one, has its number in the transaction that makes it.

import type { Tx } from "#db/client.ts"
import { nextQuestionRev } from "#db/queries/events.ts"
import {
  findQuestion,
  insertQuestion,
  type NewQuestionRow,
  type QuestionRow,
  updateQuestion,
} from "#db/queries/questions.ts"
import type { EventRow } from "#db/queries/webinars.ts"
import type { Deps } from "../deps.ts"
import type { Actor } from "../domain/policy.ts"
import type { QuestionChange } from "../domain/question.ts"
import { eventChannel } from "../domain/signals.ts"
import { AppError } from "../errors.ts"
import { newId } from "../ids.ts"
import { eventToModerate, eventToWatch, type VisibleEvent } from "./access.ts"
import { publicView } from "./question-view.ts"

type NewQuestion = Omit<NewQuestionRow, "id" | "rev">

export async function putQuestion(tx: Tx, question: NewQuestion): Promise<QuestionRow> {
  return insertQuestion(tx, {
    ...question,
    id: newId(),
    rev: await nextQuestionRev(tx, question.eventId),
  })
}

export async function changeQuestion(
  tx: Tx,
  { id, eventId }: Pick<QuestionRow, "id" | "eventId">,
  change: Partial<QuestionRow>,
): Promise<QuestionRow> {
  const row = await updateQuestion(tx, id, { ...change, rev: await nextQuestionRev(tx, eventId) })
  if (!row) throw new AppError("not_found", `question ${id} is gone`)
  return row
}

/** As it is now, inside the transaction that is about to change it. */
export async function currentQuestion(tx: Tx, id: string): Promise<QuestionRow> {
  const row = await findQuestion(tx, id)
  if (!row) throw new AppError("not_found", `question ${id} is gone`)
  return row
}

export type FoundQuestion = { question: QuestionRow; visible: VisibleEvent }

/** The question, if this actor may see its event. */
export async function questionToWatch(deps: Deps, actor: Actor, id: string): Promise<FoundQuestion> {
  const question = await findQuestion(deps.db, id)
  if (!question) throw new AppError("not_found", `no question ${id}`)
  return { question, visible: await eventToWatch(deps.db, actor, { id: question.eventId }) }
}

/** The question, if this actor may keep its event's questions in order. */
export async function questionToModerate(deps: Deps, actor: Actor, id: string): Promise<FoundQuestion> {
  const question = await findQuestion(deps.db, id)
  if (!question) throw new AppError("not_found", `no question ${id}`)
  return { question, visible: await eventToModerate(deps.db, actor, question.eventId) }
}

export function announceQuestion(
  deps: Deps,
  event: Pick<EventRow, "id" | "restricted">,
  row: QuestionRow,
  change: QuestionChange = publicView(deps.config, row),
) {
  deps.ticker.add(eventChannel(event), {
    type: "question.changed",
    changes: [change],
    revs: [[row.rev, row.rev]],
  })
}
