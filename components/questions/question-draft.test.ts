import { expect, test } from "vitest"
import { freshTabStorage } from "#components/live/test-tab-storage.ts"
import { loadQuestionDraft, NO_DRAFT, saveQuestionDraft, sending } from "./question-draft.ts"

freshTabStorage()

test("the same words sent again are the same question, other words another one", () => {
  const sent = sending(NO_DRAFT, "why")
  const again = sending({ text: "why", sent }, "why")
  expect(again).toEqual(sent)
  expect(sending({ text: "how", sent }, "how").clientId).not.toBe(sent.clientId)
})

test("a question that is being typed waits in the tab for who typed it, not for who signs in next", () => {
  const draft = { text: "why", sent: sending(NO_DRAFT, "why") }
  saveQuestionDraft("event", "ada", draft)
  expect(loadQuestionDraft("event", "ada")).toEqual(draft)
  expect(loadQuestionDraft("event", "grace")).toEqual(NO_DRAFT)
})
