// What moderators make of a question: it is answered live or in writing, set aside, or open again.
import { type Tx, write } from "#db/client.ts"
import { listAnswering, type QuestionRow } from "#db/queries/questions.ts"
import type { Deps } from "../deps.ts"
import type { AuditAction, Thing } from "../domain/audit.ts"
import type { Actor } from "../domain/policy.ts"
import { canMove, type ModeratedState, type Question } from "../domain/question.ts"
import { AppError } from "../errors.ts"
import type { VisibleEvent } from "./access.ts"
import { record, webinarThing } from "./audit.ts"
import {
  announceQuestion,
  changeQuestion,
  currentQuestion,
  type FoundQuestion,
  questionToModerate,
} from "./question-changes.ts"
import { questionView } from "./question-view.ts"

type Target = Exclude<QuestionRow["state"], "withdrawn">

const ACTS: Record<Target, AuditAction> = {
  open: "question.reopened",
  answering: "question.answering",
  answered_live: "question.answered_live",
  answered_in_writing: "question.answered_in_writing",
  dismissed: "question.dismissed",
}

/** Who asks for what is so already is told how it is: two moderators may press at once. */
export async function moveQuestion(
  deps: Deps,
  actor: Actor,
  { questionId, to }: { questionId: string; to: ModeratedState },
): Promise<Question> {
  return settle(deps, actor, await questionToModerate(deps, actor, questionId), { to, answer: null })
}

/** Everybody reads the answer below the question; a second one takes the place of the first. */
export async function answerInWriting(
  deps: Deps,
  actor: Actor,
  { questionId, text }: { questionId: string; text: string },
): Promise<Question> {
  const found = await questionToModerate(deps, actor, questionId)
  return settle(deps, actor, found, { to: "answered_in_writing", answer: text })
}

type Settling = { to: Target; answer: string | null }

async function settle(deps: Deps, actor: Actor, found: FoundQuestion, { to, answer }: Settling) {
  const { question, visible } = found
  const now = deps.clock.now()
  const { row, changed } = await write(deps.db, async (tx) => {
    const current = await currentQuestion(tx, question.id)
    if (current.state === to && current.answer === answer) return { row: current, changed: [] }
    if (!canMove(current.state, to))
      throw new AppError("conflict", `${current.id} is ${current.state} and can't be ${to}`)
    const former = to === "answering" ? await endAnswering(tx, current.eventId) : []
    const answered = answerOf(actor, current, { to, answer, now })
    const moved = await changeQuestion(tx, current, { state: to, ...answered })
    const detail = { question: current.id }
    await record(tx, actor, { at: now, action: ACTS[to], thing: thingOf(visible), detail })
    return { row: moved, changed: [...former, moved] }
  })
  for (const each of changed) announceQuestion(deps, visible.event, each)
  return questionView(deps.config, row)
}

/** The speaker is at one question at a time: the one before has had its answer. */
async function endAnswering(tx: Tx, eventId: string) {
  const former: QuestionRow[] = []
  for (const row of await listAnswering(tx, eventId))
    former.push(await changeQuestion(tx, row, { state: "answered_live" }))
  return former
}

/** An answer's time is when it began. */
function answerOf(actor: Actor, current: QuestionRow, { to, answer, now }: Settling & { now: Date }) {
  const name = actor.kind === "user" ? actor.name : null
  switch (to) {
    case "open":
    case "dismissed":
      return { answer: null, answeredAt: null, answeredByName: null }
    case "answered_live":
      return {
        answer: null,
        answeredAt: current.answeredAt ?? now,
        answeredByName: current.answeredByName ?? name,
      }
    case "answering":
    case "answered_in_writing":
      return { answer, answeredAt: now, answeredByName: name }
    default:
      return to satisfies never
  }
}

function thingOf({ webinar, event }: VisibleEvent): Thing {
  return webinar ? webinarThing(webinar) : { kind: "event", id: event.id, name: event.title }
}
