import { afterEach, beforeEach, describe, expect, test, vi } from "vitest"
import { QUESTION_UPDATE_LIMIT } from "#server/domain/question.ts"
import { readable } from "./question-store.ts"
import { open, setUp } from "./test-question-session.ts"
import { opening, question } from "./test-questions.ts"

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

test("a vote shows at once and is asked for once", async () => {
  const { session, vote, calls } = setUp()
  session.vote("q1", true)
  expect(vote()).toEqual({ isPressed: true, count: 1, refusal: null })
  await vi.advanceTimersByTimeAsync(0)
  expect(vote()).toEqual({ isPressed: true, count: 1, refusal: null })
  expect(calls).toEqual(["vote true"])
})

test("a vote that is refused, or doesn't get through, is taken back with a word", async () => {
  const { session, dials, vote } = setUp()
  dials.refusal = "chat_closed"
  session.vote("q1", true)
  await vi.advanceTimersByTimeAsync(0)
  expect(vote()).toEqual({ isPressed: false, count: 0, refusal: "chat_closed" })
  dials.refusal = null
  dials.isOffline = true
  session.vote("q1", true)
  await vi.advanceTimersByTimeAsync(0)
  expect(vote()).toEqual({ isPressed: false, count: 0, refusal: "offline" })
})

test("pressed three times quickly the last press is what the server has", async () => {
  const { session, vote, votes, calls } = setUp()
  session.vote("q1", true)
  session.vote("q1", false)
  session.vote("q1", true)
  await vi.advanceTimersByTimeAsync(0)
  expect(votes.has("q1")).toBe(true)
  expect(vote()).toMatchObject({ isPressed: true, count: 1 })
  session.vote("q1", false)
  session.vote("q1", true)
  await vi.advanceTimersByTimeAsync(0)
  expect(vote()).toMatchObject({ isPressed: true, count: 1 })
  expect(calls).toEqual(["vote true", "vote false", "vote true"])
})

test("a hole is filled without waiting for the next signal, and once for several", async () => {
  const { session, change, texts, calls } = setUp()
  session.setConnected(true)
  change("q2", {})
  for (const id of ["q3", "q4"]) {
    const heard = change(id, {})
    session.receive({ type: "question.changed", changes: [heard], revs: [[heard.rev, heard.rev]] })
  }
  await vi.advanceTimersByTimeAsync(1_000)
  expect(texts()).toHaveLength(4)
  expect(calls).toEqual(["since"])
})

test("a hole that fills by itself is not asked for", async () => {
  const { session, change, calls } = setUp()
  session.setConnected(true)
  const [first, second] = [change("q2", {}), change("q3", {})]
  session.receive({ type: "question.changed", changes: [second], revs: [[3, 3]] })
  session.receive({ type: "question.changed", changes: [first], revs: [[2, 2]] })
  await vi.advanceTimersByTimeAsync(1_000)
  expect(calls).toEqual([])
})

test("a page that hears how far the questions have come asks for what it missed", async () => {
  const { session, change, texts } = setUp()
  session.setConnected(true)
  change("q2", {})
  session.receive({ type: "question.head", rev: 2 })
  await vi.advanceTimersByTimeAsync(1_000)
  expect(texts()).toEqual(["text 1", "text 2"])
})

test("a page that slept catches up with everything, more than one answer holds", async () => {
  const { session, change, texts } = setUp()
  session.setConnected(true)
  for (let index = 0; index < QUESTION_UPDATE_LIMIT * 2 + 10; index++) change(`late-${index}`, {})
  session.resync()
  await vi.advanceTimersByTimeAsync(0)
  expect(texts()).toHaveLength(QUESTION_UPDATE_LIMIT * 2 + 11)
})

test("without signals the page asks by itself", async () => {
  const { change, texts } = setUp()
  change("q2", {})
  await vi.advanceTimersByTimeAsync(15_000)
  expect(texts()).toHaveLength(2)
})

test("one's own question and one's own acts show without a signal", async () => {
  const { session, texts } = setUp()
  await session.ask({ clientId: "client-mine", text: "mine", underAlias: false })
  expect(texts()).toEqual(["text 1", "mine"])
  await session.answer("q1", "because")
  expect(readable(session.getSnapshot())[0]).toMatchObject({
    state: "answered_in_writing",
    answer: "because",
  })
})

describe("the questions that the page opened without", () => {
  function setUpWithMore() {
    const page = setUp()
    for (let index = 0; index < QUESTION_UPDATE_LIMIT + 10; index++) page.change(`q-${index}`, {})
    // As it was read: these are the latest changes, and the page has only one of the questions.
    page.change("q1", { votes: 3 })
    const { rev } = page.stored.get("q1") ?? question(1)
    const initial = { ...opening([question(1, { rev, votes: 3 })]), hasMore: true }
    return { ...page, ...open(page.transport, initial) }
  }

  test("are loaded when somebody asks for them, more than one answer holds", async () => {
    const { session, texts } = setUpWithMore()
    expect([texts().length, session.getSnapshot().hasMore]).toEqual([1, true])
    await session.loadRest()
    expect([texts().length, session.getSnapshot().hasMore]).toEqual([QUESTION_UPDATE_LIMIT + 11, false])
  })

  test("are still to be asked for when only what was missed came", async () => {
    const { session, change } = setUpWithMore()
    change("new", {})
    session.resync()
    await vi.advanceTimersByTimeAsync(0)
    expect(session.getSnapshot().hasMore).toBe(true)
  })

  test("stay to be asked for when the answer doesn't come", async () => {
    const { session, dials } = setUpWithMore()
    dials.isOffline = true
    await expect(session.loadRest()).rejects.toThrow("offline")
    expect(session.getSnapshot().hasMore).toBe(true)
  })
})
