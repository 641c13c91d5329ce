import { z } from "zod"
import { cleanText, SendMessage } from "./chat.ts"

export const QUESTION_TEXT_MAX_LENGTH = 500
export const ANSWER_MAX_LENGTH = 1000
/** Questions that a page opens with, the most wanted; besides them it has those that its reader must not miss. */
export const QUESTIONS_OPENING_LIMIT = 300
/** Changes that one answer to `questions.since` has at most. */
export const QUESTION_UPDATE_LIMIT = 200
/** Questions one listener may ask, and votes one person may change: a burst, then refilled per window. */
export const QUESTION_RATE = { points: 4, windowSeconds: 60 } as const
export const VOTE_RATE = { points: 30, windowSeconds: 10 } as const

/**
 * `answering`: the speaker is at it now; listeners see which one. `dismissed` is seen by its author and by moderators,
 * `withdrawn` by nobody.
 */
export const QUESTION_STATES = [
  "open",
  "answering",
  "answered_live",
  "answered_in_writing",
  "dismissed",
  "withdrawn",
] as const
export const QuestionState = z.enum(QUESTION_STATES)
export type QuestionState = z.infer<typeof QuestionState>

const MOVES: Record<QuestionState, readonly QuestionState[]> = {
  open: ["answering", "answered_live", "answered_in_writing", "dismissed", "withdrawn"],
  answering: ["open", "answered_live", "answered_in_writing", "dismissed"],
  answered_live: ["open", "answering", "answered_in_writing"],
  answered_in_writing: ["open", "answered_in_writing"],
  dismissed: ["open"],
  withdrawn: [],
}

export function canMove(from: QuestionState, to: QuestionState) {
  return MOVES[from].includes(to)
}

/** Its answer is still wanted. */
export function isWaiting(state: QuestionState) {
  return state === "open" || state === "answering"
}

export function isHidden(state: QuestionState) {
  return state === "dismissed" || state === "withdrawn"
}

/** What a moderator makes of a question by one click; an answer in writing has words besides. */
export const MODERATED_STATES = ["answering", "answered_live", "dismissed", "open"] as const
export const ModeratedState = z.enum(MODERATED_STATES)
export type ModeratedState = z.infer<typeof ModeratedState>

const written = (maxLength: number) =>
  z.string().transform(cleanText).pipe(z.string().min(1, "empty").max(maxLength, "tooLong"))

export const AskQuestion = z.object({
  eventId: SendMessage.shape.eventId,
  clientId: SendMessage.shape.clientId,
  text: written(QUESTION_TEXT_MAX_LENGTH),
  underAlias: z.boolean().default(false),
})
export type AskQuestion = z.infer<typeof AskQuestion>

export const Answer = written(ANSWER_MAX_LENGTH)

/** What never changes of a question. */
export const Asked = z.object({
  text: z.string(),
  clientId: z.string(),
  /** The same for all that one person wrote here under this name; null: erased. */
  authorKey: z.string().nullable(),
  authorName: z.string(),
  at: z.coerce.date(),
})
export type Asked = z.infer<typeof Asked>

/** A question as it is after its change number `rev`. `asked` is told where it is news, and to those who may read it. */
export const QuestionChange = z.object({
  id: z.string(),
  rev: z.number().int(),
  state: QuestionState,
  votes: z.number().int(),
  /** In writing. */
  answer: z.string().nullable(),
  answeredAt: z.coerce.date().nullable(),
  answeredBy: z.string().nullable(),
  asked: Asked.nullable(),
})
export type QuestionChange = z.infer<typeof QuestionChange>

export type Question = QuestionChange & { asked: Asked }

/** Of two changes of one question the newer one tells how it is; who asked what is taken from either. */
export function newestOf(a: QuestionChange, b: QuestionChange): QuestionChange {
  const [older, newer] = a.rev <= b.rev ? [a, b] : [b, a]
  return { ...newer, asked: newer.asked ?? older.asked }
}

/** What only concerns the person who reads. */
export type MyQuestions = {
  /** Ids of the questions they voted for. */
  votes: string[]
  /** Under which they may ask; null: only under their name. */
  alias: string | null
  isModerator: boolean
}

/** The questions as a page opens with them, up to the change number `rev`. `hasMore`: `questions.since` 0 tells them all. */
export type QuestionsOpening = { questions: Question[]; rev: number; mine: MyQuestions; hasMore: boolean }

/** What a page missed. Its last change may be before `rev`: then there is more to ask for. */
export type QuestionUpdate = { changes: QuestionChange[]; rev: number }

export type Voted = { change: QuestionChange; voted: boolean }
