import { expect, test } from "vitest"
import { NO_DRAFT, sending } from "./question-draft.ts"

test("the same words sent again are the same question, other words another one", () => {
  const sent = sending(NO_DRAFT, "why")
  const again = sending({ text: "why", sent }, "why")
  expect(again).toEqual(sent)
  expect(sending({ text: "how", sent }, "how").clientId).not.toBe(sent.clientId)
})
