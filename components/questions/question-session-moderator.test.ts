import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { QUESTION_UPDATE_LIMIT } from "#server/domain/question.ts"
import { openQuestions, questionReducer } from "./question-store.ts"
import { setUp } from "./test-question-session.ts"
import { NOBODY, opening, question } from "./test-questions.ts"

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

/** A listener's page, and a question set aside of which it has heard, or has not. */
function setAside() {
  const page = setUp()
  page.session.setConnected(true)
  const known = page.change("q2", { state: "dismissed" })
  page.session.receive({
    type: "question.changed",
    changes: [{ ...known, asked: null }],
    revs: [[known.rev, known.rev]],
  })
  return page
}

test("who is named moderator sees at once what waits for them, also from before", async () => {
  const { session, dials, texts } = setAside()
  expect(texts()).toEqual(["text 1"])
  dials.isModerator = true
  session.setModerator(true)
  await vi.advanceTimersByTimeAsync(0)
  expect([session.getSnapshot().mine.isModerator, texts()]).toEqual([true, ["text 1", "text 2"]])
})

test("so they do when the page learns of it with what else is theirs", async () => {
  const { session, dials, texts } = setAside()
  dials.isModerator = true
  await session.refreshMine()
  await vi.advanceTimersByTimeAsync(0)
  expect(texts()).toEqual(["text 1", "text 2"])
})

test("an answer that was given to a listener doesn't count as one to the moderator they are by now", async () => {
  const { session, dials, texts } = setAside()
  dials.answersAfterMs = 2_000
  session.resync()
  dials.isModerator = true
  session.setModerator(true)
  await vi.advanceTimersByTimeAsync(4_000)
  expect(texts()).toEqual(["text 1", "text 2"])
})

test("without an answer the next head that is heard asks again", async () => {
  const { session, dials, texts } = setAside()
  dials.isModerator = true
  dials.isOffline = true
  session.setModerator(true)
  await vi.advanceTimersByTimeAsync(0)
  dials.isOffline = false
  session.receive({ type: "question.head", rev: 2 })
  await vi.advanceTimersByTimeAsync(1_000)
  expect(texts()).toEqual(["text 1", "text 2"])
})

test("what was known of one's own stays when the role changes", async () => {
  const { session } = setAside()
  session.vote("q1", true)
  await vi.advanceTimersByTimeAsync(0)
  session.setModerator(true)
  session.setModerator(false)
  expect(session.getSnapshot().mine).toMatchObject({ votes: ["q1"], isModerator: false })
})

test("who is named moderator while they load the rest misses nothing of what waits for them", async () => {
  const { session, dials, change, texts } = setUp()
  session.setConnected(true)
  for (let index = 0; index < QUESTION_UPDATE_LIMIT; index++) change(`first-${index}`, {})
  const { asked } = change("aside", { state: "dismissed" })
  for (let index = 0; index < QUESTION_UPDATE_LIMIT; index++) change(`last-${index}`, {})
  dials.answersAfterMs = 2_000
  const loading = session.loadRest()
  await vi.advanceTimersByTimeAsync(3_000)
  dials.isModerator = true
  session.setModerator(true)
  await vi.advanceTimersByTimeAsync(20_000)
  await loading
  expect(texts()).toHaveLength(QUESTION_UPDATE_LIMIT * 2 + 2)
  expect(texts()).toContain(asked?.text)
})

test("a new moderator, whose page reads everything once more, isn't told that questions are missing", () => {
  const page = openQuestions({ ...opening([question(1)]), hasMore: true })
  const named = questionReducer(page, { type: "known_mine", mine: { ...NOBODY, isModerator: true } })
  expect([named.hasMore, named.contiguousRev]).toEqual([false, 0])
})

test("a moderator whose session is over for a moment keeps their tools: the live page's facts decide", async () => {
  const { session, dials } = setUp()
  session.setModerator(true)
  dials.isModerator = false
  await session.refreshMine()
  expect(session.getSnapshot().mine.isModerator).toBe(true)
})
