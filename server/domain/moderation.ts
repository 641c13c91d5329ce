/** What moderators ask and are told. */
import { z } from "zod"
import { type ChatMessage, cleanText, type HoldReason, type MessageState } from "./chat.ts"
import {
  ANNOUNCEMENT_MAX_LENGTH,
  BLOCKED_WORD_MAX_LENGTH,
  BLOCKED_WORDS_MAX,
  LinkPolicy,
  MUTE_MINUTES,
  type SanctionInForce,
  SLOW_MODE_SECONDS,
} from "./chat-rules.ts"
import type { QuestionState } from "./question.ts"

export const MODERATORS_MAX = 20

const id = z.string().min(1).max(64)

const MessageKey = z.union([z.object({ seq: z.number().int().positive() }), z.object({ id })])

/** A message by its place, or by its id where it has none (yet). Whose it is the server knows. */
export const MessageTarget = z.object({ eventId: id, message: MessageKey })
export type MessageTarget = z.infer<typeof MessageTarget>

/** Somebody by a message or a question of theirs, or by their exclusion. */
export const PersonTarget = z.union([
  MessageTarget,
  z.object({ eventId: id, questionId: id }),
  z.object({ eventId: id, sanction: id }),
])
export type PersonTarget = z.infer<typeof PersonTarget>

export const MuteAuthor = z.intersection(PersonTarget, z.object({ minutes: z.literal(MUTE_MINUTES) }))
export type MuteAuthor = z.infer<typeof MuteAuthor>

const BlockedWords = z
  .array(z.string().transform(cleanText).pipe(z.string().max(BLOCKED_WORD_MAX_LENGTH, "wordTooLong")))
  .transform((words) => [...new Set(words.filter(Boolean))])
  .pipe(z.array(z.string()).max(BLOCKED_WORDS_MAX, "tooManyWords"))

/** Only what is named changes, so that two moderators don't undo each other's. */
export const ChangeRules = z.object({
  eventId: id,
  change: z
    .object({
      paused: z.boolean(),
      slowModeSeconds: z.literal(SLOW_MODE_SECONDS),
      holdForReview: z.boolean(),
      blockedWords: BlockedWords,
      links: LinkPolicy,
      allowAliases: z.boolean(),
    })
    .partial(),
})
export type ChangeRules = z.infer<typeof ChangeRules>

/** null takes the announcement down. */
export const PinAnnouncement = z.object({
  eventId: id,
  text: z
    .string()
    .transform(cleanText)
    .pipe(z.string().min(1, "empty").max(ANNOUNCEMENT_MAX_LENGTH, "tooLong"))
    .nullable(),
  /** Whose words they are, also where a moderator has changed some: it goes when the message goes. */
  message: MessageKey.optional(),
})
export type PinAnnouncement = z.infer<typeof PinAnnouncement>

export const NameModerator = z.object({
  eventId: id,
  email: z.string().trim().toLowerCase().min(1, "required").max(254, "badEmail").email("badEmail"),
})
export type NameModerator = z.infer<typeof NameModerator>

/** What became of an act on a message. `inMeeting`: people in the meeting have read it, and go on reading it there. */
export type ModeratedMessage = Pick<ChatMessage, "seq" | "deleted"> & { inMeeting: boolean }

export type HeldMessage = {
  id: string
  authorName: string
  text: string
  at: Date
  because: HoldReason
}

/** The oldest first; `total` counts those beyond the list too. */
export type ReviewQueue = { messages: HeldMessage[]; total: number }

export type PersonMessage = {
  id: string
  seq: number | null
  /** null: they erased it. */
  authorName: string | null
  text: string
  at: Date
  state: MessageState
}

export type PersonQuestion = {
  id: string
  /** null: they erased it. */
  authorName: string | null
  text: string
  at: Date
  state: QuestionState
}

/** One person in one event, with the name behind a pseudonym. */
export type PersonView = {
  name: string
  alias: string | null
  /** Nobody of Amphi's: they write in the meeting. */
  isGuest: boolean
  /** Presenters, administrators and moderators can't be muted or banned. */
  isProtected: boolean
  sanction: SanctionInForce | null
  /** The latest first. */
  messages: PersonMessage[]
  hasMore: boolean
  /** The latest first, without those that they took back. */
  questions: PersonQuestion[]
  hasMoreQuestions: boolean
}

/** Somebody who may not write. */
export type SanctionedPerson = {
  /** Means their exclusion, without telling whose it is. */
  handle: string
  /** As everybody read it beside what they were excluded for, pseudonym or not; null: no longer kept. */
  name: string | null
  sanction: SanctionInForce
  since: Date
  byName: string | null
}

export type ModeratorPerson = { name: string; email: string }
