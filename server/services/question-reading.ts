// What pages read of an event's questions: how they open, what they missed, and what is the reader's own.
import {
  countQuestions,
  listQuestions,
  listQuestionsChangedSince,
  listQuestionsNotToMiss,
  listVotes,
  type QuestionRow,
} from "#db/queries/questions.ts"
import type { Deps } from "../deps.ts"
import type { Actor } from "../domain/policy.ts"
import {
  isHidden,
  type MyQuestions,
  QUESTION_UPDATE_LIMIT,
  QUESTIONS_OPENING_LIMIT,
  type QuestionsOpening,
  type QuestionUpdate,
} from "../domain/question.ts"
import { eventToWatch, type VisibleEvent } from "./access.ts"
import { changeView, questionView } from "./question-view.ts"
import { aliasOf } from "./questions.ts"

export async function openQuestions(
  deps: Deps,
  actor: Actor,
  { eventId }: { eventId: string },
): Promise<QuestionsOpening> {
  const visible = await eventToWatch(deps.db, actor, { id: eventId })
  const { rows, hasMore } = await firstRows(deps, eventId, viewerOf(actor, visible))
  return {
    questions: rows.map((row) => questionView(deps.config, row)),
    // Read before the rows, so that it never promises more than is told.
    rev: visible.event.questionRev,
    mine: await mineOf(deps, actor, visible),
    hasMore,
  }
}

async function firstRows({ db }: Deps, eventId: string, viewer: Viewer) {
  const wanted = await listQuestions(db, eventId, viewer, QUESTIONS_OPENING_LIMIT + 1)
  if (wanted.length <= QUESTIONS_OPENING_LIMIT) return { rows: wanted, hasMore: false }
  const notToMiss = await listQuestionsNotToMiss(db, eventId, viewer)
  const first = [...wanted.slice(0, QUESTIONS_OPENING_LIMIT), ...notToMiss]
  const rows = [...new Map(first.map((row) => [row.id, row])).values()]
  return { rows, hasMore: (await countQuestions(db, eventId, viewer)) > rows.length }
}

/** What followed on the last change that a page has, the oldest first. */
export async function listQuestionChanges(
  deps: Deps,
  actor: Actor,
  { eventId, afterRev }: { eventId: string; afterRev: number },
): Promise<QuestionUpdate> {
  const visible = await eventToWatch(deps.db, actor, { id: eventId })
  const rev = visible.event.questionRev
  const viewer = viewerOf(actor, visible)
  const rows = await rowsSince(deps, { eventId, rev, afterRev })
  const changes = rows.map((row) => (mayRead(row, viewer) ? questionView(deps.config, row) : changeView(row)))
  return { changes, rev }
}

/** Votes given on another of their pages, and the pseudonym they have by now. */
export async function getMyQuestions(
  deps: Deps,
  actor: Actor,
  { eventId }: { eventId: string },
): Promise<MyQuestions> {
  return mineOf(deps, actor, await eventToWatch(deps.db, actor, { id: eventId }))
}

type Viewer = ReturnType<typeof viewerOf>

function viewerOf(actor: Actor, { isModerator }: VisibleEvent) {
  return { userId: actor.kind === "user" ? actor.id : null, isModerator }
}

function mayRead(row: QuestionRow, { userId, isModerator }: Viewer) {
  if (!isHidden(row.state)) return true
  return row.state === "dismissed" && (isModerator || (userId !== null && row.authorId === userId))
}

async function mineOf(deps: Deps, actor: Actor, { event, isModerator }: VisibleEvent): Promise<MyQuestions> {
  if (actor.kind !== "user") return { votes: [], alias: null, isModerator }
  const votes = await listVotes(deps.db, event.id, actor.id)
  return { votes, alias: await aliasOf(deps, event.id, actor.id), isModerator }
}

export type ChangedQuestions = QuestionRow[]

type Asked = { eventId: string; rev: number; afterRev: number }

/** A full house that comes back at once asks for the same: it is read once, until something changes. */
async function rowsSince(deps: Deps, { eventId, rev, afterRev }: Asked): Promise<ChangedQuestions> {
  if (afterRev >= rev) return []
  const recentRev = Math.max(0, rev - QUESTION_UPDATE_LIMIT)
  const read = (after: number) => listQuestionsChangedSince(deps.db, eventId, after, QUESTION_UPDATE_LIMIT)
  if (afterRev < recentRev) return read(afterRev)
  const rows = await deps.recentQuestions(`${eventId} ${rev}`, () => read(recentRev))
  return rows.filter((row) => row.rev > afterRev)
}
