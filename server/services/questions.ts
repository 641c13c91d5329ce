// What listeners do with questions: ask, vote for those of others, take their own back.
import { write } from "#db/client.ts"
import {
  deleteVote,
  findAlias,
  findAskedBefore,
  findSanction,
  hasVoted,
  insertVote,
} from "#db/queries/questions.ts"
import type { Deps } from "../deps.ts"
import type { Actor, UserActor } from "../domain/policy.ts"
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
import { eventToWatch, requireUser, type VisibleEvent } from "./access.ts"
import { requireOpenChat } from "./chat.ts"
import { rulesOf } from "./chat-rules.ts"
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
  await requireMayAsk(deps, visible, author)
  if (!visible.isModerator) await limitAsking(author.id)
  const authorName = underAlias ? await aliasOf(deps, eventId, author.id) : author.name
  if (authorName === null) throw new AppError("conflict", "there is no pseudonym to ask under")
  const { row, isNew } = await write(deps.db, async (tx) => {
    const twice = await findAskedBefore(tx, eventId, author.id, clientId)
    if (twice) return { row: twice, isNew: false }
    const asked = { eventId, clientId, authorId: author.id, authorName, underAlias, text }
    return { row: await putQuestion(tx, { ...asked, createdAt: deps.clock.now() }), isNew: true }
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
  if ((await sanctionOf(deps, visible, voter)) === "ban") throw new AppError("forbidden", "banned from here")
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

async function requireMayAsk(deps: Deps, visible: VisibleEvent, author: UserActor) {
  if (visible.isModerator) return
  const { paused } = await rulesOf(deps.db, visible.event.id)
  if (paused) throw new AppError("chat_closed", "moderators have paused the chat")
  const sanction = await sanctionOf(deps, visible, author)
  if (sanction) throw new AppError("forbidden", `no question from who is under a ${sanction}`)
}

async function sanctionOf(deps: Deps, { event, isModerator }: VisibleEvent, { id }: UserActor) {
  const sanction = isModerator ? null : await findSanction(deps.db, event.id, id)
  const isOver = sanction?.until && sanction.until <= deps.clock.now()
  return sanction && !isOver ? sanction.kind : null
}

/** Under which this person may ask, by the rules of now. */
export async function aliasOf(deps: Deps, eventId: string, userId: string) {
  const { allowAliases } = await rulesOf(deps.db, eventId)
  return allowAliases ? findAlias(deps.db, eventId, userId) : null
}
