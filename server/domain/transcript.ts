import { z } from "zod"
import type { ChatOrigin, Delivery } from "./chat.ts"
import type { QuestionState } from "./question.ts"

/** Tables are one file each: a spreadsheet has one header. `json` and `text` hold messages and questions. */
export const TRANSCRIPT_FORMATS = ["messages", "questions", "json", "text"] as const
export const TranscriptFormat = z.enum(TRANSCRIPT_FORMATS)
export type TranscriptFormat = z.infer<typeof TranscriptFormat>

type Moment = {
  /** UTC. */
  at: string
  /** In the institution's zone. */
  local: string
  /** Since the picture first came; negative before, null where none ever came. */
  secondsIntoLive: number | null
}

/** As everybody saw it. What was taken out keeps its place without its text. */
export type TranscriptMessage = Moment & {
  seq: number
  name: string
  origin: ChatOrigin
  delivery: Delivery
  state: "shown" | "deleted" | "erased"
  text: string
}

export type TranscriptQuestion = Moment & {
  name: string
  state: QuestionState
  /** By its author; the answer stays. */
  erased: boolean
  votes: number
  text: string
  answer: (Moment & { text: string; name: string }) | null
}

/** What a transcript for reading says in its reader's language. */
export type TranscriptWords = {
  messages: string
  questions: string
  none: string
  deleted: string
  erased: string
  liveFrom: (time: string) => string
  votes: (count: number) => string
  answer: (name: string) => string
  origin: Record<ChatOrigin, string>
  state: Record<QuestionState, string>
}

export function secondsInto(liveAt: Date | null, at: Date) {
  return liveAt && Math.floor((at.getTime() - liveAt.getTime()) / 1000)
}

/** "0:12:34" into the live, "−0:00:05" before it: as a player shows its place in a recording. */
export function placeText(seconds: number) {
  const whole = Math.abs(seconds)
  const [minutes, rest] = [Math.floor(whole / 60) % 60, whole % 60].map((each) =>
    String(each).padStart(2, "0"),
  )
  return `${seconds < 0 ? "−" : ""}${Math.floor(whole / 3600)}:${minutes}:${rest}`
}
