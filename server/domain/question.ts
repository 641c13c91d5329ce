import { z } from "zod"

/** `answering`: the speaker is at it now; listeners see which one. */
export const QUESTION_STATES = [
  "open",
  "answering",
  "answered_live",
  "answered_in_writing",
  "dismissed",
] as const
export const QuestionState = z.enum(QUESTION_STATES)
export type QuestionState = z.infer<typeof QuestionState>
