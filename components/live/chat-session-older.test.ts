import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { message, opening } from "./test-chat.ts"
import { setUp } from "./test-chat-session.ts"

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const DELETED = { seq: 37, rev: 1, delivery: "in_meeting", deleted: true, text: null } as const

function loading() {
  const chat = setUp({ initial: opening([message(51)], true) })
  chat.session.setConnected(true)
  chat.dials.older = [message(37, { text: "insult" }), message(38)]
  chat.dials.answersAfterMs = 2_000
  void chat.session.loadOlder()
  return chat
}

test("what is deleted while a page of older messages is on its way can't be read on it", async () => {
  const { session, texts } = loading()
  session.receive({ type: "chat.changed", changes: [DELETED] })
  await vi.advanceTimersByTimeAsync(2_000)
  expect(texts()).toEqual(["", "text 38", "text 51"])
})

test("nor what its author takes back meanwhile, with the name", async () => {
  const { session } = loading()
  session.receive({ type: "chat.changed", changes: [{ ...DELETED, erased: true }] })
  await vi.advanceTimersByTimeAsync(2_000)
  expect(session.getSnapshot().messages[0]).toMatchObject({ text: "", authorName: "", authorKey: null })
})

test("what the page already says is not undone by a change that was older", async () => {
  const { session, dials, texts } = loading()
  dials.older[0] = message(37, { rev: 3, text: "put back" })
  session.receive({ type: "chat.changed", changes: [DELETED] })
  await vi.advanceTimersByTimeAsync(2_000)
  expect(texts()[0]).toBe("put back")
})
