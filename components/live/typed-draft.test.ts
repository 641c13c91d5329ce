import { expect, test } from "vitest"
import { freshTabStorage } from "./test-tab-storage.ts"
import { keepTyped, mergedLines, typedKey, typedSince } from "./typed-draft.ts"

freshTabStorage()

const key = typedKey("pin", "event", "ada")

test("what was typed into a form is there again after a reload, until it is saved", () => {
  keepTyped(key, { from: "", text: "The slides are online" })
  expect(typedSince(key, "")).toBe("The slides are online")
  keepTyped(key, null)
  expect(typedSince(key, "")).toBe("")
})

test("what began with something else, or was typed by somebody else, or elsewhere, doesn't come up", () => {
  keepTyped(key, { from: "a message", text: "a message, shortened" })
  expect(typedSince(key, "another message")).toBe("another message")
  expect(typedSince(typedKey("pin", "event", "grace"), "a message")).toBe("a message")
  expect(typedSince(typedKey("pin", "other", "ada"), "a message")).toBe("a message")
  expect(typedSince(typedKey("alias", "event", "ada"), "a message")).toBe("a message")
})

test("a list that others changed meanwhile keeps their changes beside what was typed", () => {
  keepTyped(key, { from: "one\ntwo\nthree", text: "one\nthree\nfour" })
  expect(mergedLines(key, "one\ntwo\nthree")).toBe("one\nthree\nfour")
  expect(mergedLines(key, "two\nthree\nfive")).toBe("three\nfive\nfour")
  expect(mergedLines(key, "one\nfour")).toBe("one\nfour")
})

test("without a draft the list is as it is", () => {
  expect(mergedLines(key, "one\ntwo")).toBe("one\ntwo")
})
