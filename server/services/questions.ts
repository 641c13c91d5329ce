// What listeners do with questions: ask, vote for those of others, take their own back.
import { write } from "#db/client.ts"
import { findAlias } from "#db/queries/chat-authors.ts"
import { deleteVote, findAskedBefore, hasVoted, insertVote } from "#db/queries/questions.ts"
import type { Deps } from "../deps.ts"
import type { Actor } from "../domain/policy.ts"
import {
  type AskQuestion,
  canMove,
  isWaiting,
  QUESTION_RATE,
  type Question,
  type QuestionChange,
  VOTE_RATE,
  type Voted,
} from "../domain/question.ts"
import { AppError } from "../errors.ts"
import { eventToWatch, requireUser } from "./access.ts"
import { requireOpenChat } from "./chat.ts"
import { nameFor, passQuestionGate } from "./chat-gate.ts"
import { rulesOf } from "./chat-rules.ts"
import { sanctionOf } from "./chat-sanctions.ts"
import { floodLimit } from "./flood-limit.ts"
import {
  announceQuestion,
  changeQuestion,
  currentQuestion,
  putQuestion,
  questionToWatch,
} from "./question-changes.ts"
import { changeView, questionView } from "./question-view.ts"

const limitAsking = floodLimit(QUESTION_RATE, "questions")
const limitVoting = floodLimit(VOTE_RATE, "votes")

/** The same client id twice is the same question: a retry is answered, not repeated. */
export async function askQuestion(deps: Deps, actor: Actor, input: AskQuestion): Promise<Question> {
  const author = requireUser(actor)
  const { eventId, clientId, text, underAlias } = input
  const visible = await eventToWatch(deps.db, actor, { id: eventId })
  const before = await findAskedBefore(deps.db, eventId, author.id, clientId)
  if (before) return questionView(deps.config, before)
  await requireOpenChat(deps, visible)
  if (!visible.isModerator) await limitAsking(author.id)
  const now = deps.clock.now()
  const { row, isNew } = await write(deps.db, async (tx) => {
    const twice = await findAskedBefore(tx, eventId, author.id, clientId)
    if (twice) return { row: twice, isNew: false }
    const name = await nameFor(tx, visible, author, { underAlias })
    const { state: passed } = await passQuestionGate(tx, { visible, author, name, text, now })
    // What moderators want to see first they find among those set aside, and put back.
    const state = passed === "held" ? "dismissed" : "open"
    const asked = { eventId, clientId, authorId: author.id, ...name, text, state, createdAt: now } as const
    return { row: await putQuestion(tx, asked), isNew: true }
  })
  if (isNew) announceQuestion(deps, visible.event, row)
  return questionView(deps.config, row)
}

/**
 * Brings one person's vote to what they want, however often that is asked. It says that others want the answer too, so
 * nobody votes for a question of their own.
 */
export async function setVote(
  deps: Deps,
  actor: Actor,
  { questionId, wanted }: { questionId: string; wanted: boolean },
): Promise<Voted> {
  const voter = requireUser(actor)
  const { question, visible } = await questionToWatch(deps, actor, questionId)
  if (question.authorId === voter.id) throw new AppError("forbidden", "a vote for a question of one's own")
  await requireOpenChat(deps, visible)
  const sanction = visible.isModerator ? null : await sanctionOf(deps, visible.event.id, voter.id)
  if (sanction?.kind === "ban") throw new AppError("chat_banned", "banned from here")
  await limitVoting(voter.id)
  const vote = { questionId, userId: voter.id }
  const { row, isNew } = await write(deps.db, async (tx) => {
    const current = await currentQuestion(tx, questionId)
    if ((await hasVoted(tx, questionId, voter.id)) === wanted) return { row: current, isNew: false }
    if (!isWaiting(current.state)) throw new AppError("conflict", `${questionId} waits for no answer`)
    await (wanted ? insertVote(tx, vote) : deleteVote(tx, vote))
    const votes = current.votes + (wanted ? 1 : -1)
    return { row: await changeQuestion(tx, current, { votes }), isNew: true }
  })
  const change = changeView(row)
  if (isNew) announceQuestion(deps, visible.event, row, change)
  return { change, voted: wanted }
}

/** Its author takes an open question back; from then on nobody reads it. */
export async function withdrawQuestion(
  deps: Deps,
  actor: Actor,
  { questionId }: { questionId: string },
): Promise<QuestionChange> {
  const author = requireUser(actor)
  const { question, visible } = await questionToWatch(deps, actor, questionId)
  if (question.authorId !== author.id) throw new AppError("forbidden", "somebody else's question")
  const { row, isNew } = await write(deps.db, async (tx) => {
    const current = await currentQuestion(tx, questionId)
    if (current.state === "withdrawn") return { row: current, isNew: false }
    if (!canMove(current.state, "withdrawn"))
      throw new AppError("conflict", `${questionId} is ${current.state} already`)
    return { row: await changeQuestion(tx, current, { state: "withdrawn" }), isNew: true }
  })
  if (isNew) announceQuestion(deps, visible.event, row)
  return changeView(row)
}

/** Under which this person may ask, by the rules of now. */
export async function aliasOf(deps: Deps, eventId: string, userId: string) {
  const { allowAliases } = await rulesOf(deps.db, eventId)
  return allowAliases ? findAlias(deps.db, eventId, userId) : null
}
