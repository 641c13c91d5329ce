import { expect, test } from "vitest"
import { loadChoice, loadDraft, saveChoice, saveDraft } from "./chat-storage.ts"
import { freshTabStorage } from "./test-tab-storage.ts"

freshTabStorage()

test("what somebody writes, and under which name, waits in the tab for them and not for who signs in next", () => {
  saveDraft("event", "ada", "hello")
  saveChoice("event", "ada", "alias")
  expect([loadDraft("event", "ada"), loadChoice("event", "ada")]).toEqual(["hello", "alias"])
  expect([loadDraft("event", "grace"), loadChoice("event", "grace")]).toEqual(["", null])
})
