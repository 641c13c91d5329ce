/** What is being typed survives errors and a reload of the tab. */
import { z } from "zod"
import { makeClientId } from "#components/live/client-id.ts"
import { parseKept, readKept, writeKept } from "#components/live/tab-storage.ts"

const Draft = z.object({
  text: z.string(),
  /** What was sent of it and isn't answered yet. */
  sent: z.object({ clientId: z.string(), text: z.string() }).nullable(),
})
export type Draft = z.infer<typeof Draft>

export const NO_DRAFT: Draft = { text: "", sent: null }

/** The same words again are the same question: the answer to the first time may have been lost on its way. */
export function sending(draft: Draft, text: string) {
  return draft.sent?.text === text ? draft.sent : { clientId: makeClientId(), text }
}

export function loadQuestionDraft(eventId: string, myId: string): Draft {
  const parsed = Draft.safeParse(parseKept(readKept(questionKey(eventId, myId))))
  return parsed.success ? parsed.data : NO_DRAFT
}

export function saveQuestionDraft(eventId: string, myId: string, draft: Draft) {
  writeKept(questionKey(eventId, myId), draft.text ? JSON.stringify(draft) : "")
}

export function loadAnswerDraft(questionId: string) {
  return readKept(answerKey(questionId))
}

export function saveAnswerDraft(questionId: string, text: string) {
  writeKept(answerKey(questionId), text)
}

function questionKey(eventId: string, myId: string) {
  return `amphi:question:${eventId}:${myId}`
}

function answerKey(questionId: string) {
  return `amphi:answer:${questionId}`
}
