import { describe, expect, test } from "vitest"
import type { QuestionChange } from "#server/domain/question.ts"
import type { RevRange } from "#server/domain/rev-ranges.ts"
import {
  hasHole,
  isBehind,
  nextVote,
  openQuestions,
  type QuestionAction,
  type QuestionsState,
  questionReducer,
  readable,
  voteOf,
} from "./question-store.ts"
import { NOBODY, opening, question } from "./test-questions.ts"

function apply(start: QuestionsState, ...actions: QuestionAction[]) {
  return actions.reduce(questionReducer, start)
}

function heard(change: QuestionChange, ...revs: RevRange[]): QuestionAction {
  return { type: "heard", changes: [change], revs: revs.length > 0 ? revs : [[change.rev, change.rev]] }
}

const opened = (mine: Partial<typeof NOBODY> = {}) => openQuestions(opening([question(1), question(2)], mine))
const voted = (number: number, rev: number, votes: number) => ({
  ...question(number),
  rev,
  votes,
  asked: null,
})
const idsOf = (state: QuestionsState) => readable(state).map(({ id }) => id)
const caughtUp = (changes: QuestionChange[], rev: number, isWhole = true): QuestionAction => ({
  type: "caught_up",
  update: { changes, rev },
  isWhole,
})

describe("what changed", () => {
  test("shows, and keeps the words that were told before", () => {
    const state = apply(opened(), heard(voted(2, 3, 7)))
    expect(readable(state)[1]).toMatchObject({ votes: 7, asked: { text: "text 2" } })
    expect(hasHole(state)).toBe(false)
  })

  test("undoes nothing when it comes late", () => {
    const answered = question(2, { rev: 4, state: "answered_live" })
    const state = apply(opened(), heard(answered), heard(voted(2, 3, 7)))
    expect(readable(state)[1]).toMatchObject({ state: "answered_live", votes: 0 })
    expect(hasHole(state)).toBe(false)
  })

  test("sums up many numbers, and those leave no hole", () => {
    const state = apply(opened(), heard(voted(2, 40, 38), [3, 40]))
    expect(hasHole(state)).toBe(false)
    expect(isBehind(state, 40)).toBe(false)
    expect(isBehind(state, 41)).toBe(true)
  })

  test("told in two halves by two machines leaves a hole until both are here", () => {
    const half = apply(opened(), heard(voted(1, 5, 2), [3, 3], [5, 5]))
    expect(hasHole(half)).toBe(true)
    expect(hasHole(apply(half, heard(voted(2, 6, 2), [4, 4], [6, 6])))).toBe(false)
  })

  test("and was missed is a hole until the server has told it", () => {
    const holed = apply(opened(), heard(question(5)))
    expect(hasHole(holed)).toBe(true)
    expect(isBehind(holed, 5)).toBe(false)
    const filled = apply(holed, caughtUp([question(3), question(4), question(5)], 5))
    expect(hasHole(filled)).toBe(false)
    expect(idsOf(filled)).toEqual(["q1", "q2", "q5", "q3", "q4"])
  })

  test("in pieces is a hole until the last piece", () => {
    const holed = apply(opened(), heard(question(5)))
    const first = apply(holed, caughtUp([question(3)], 5, false))
    expect(hasHole(first)).toBe(true)
    expect(first.contiguousRev).toBe(3)
    expect(hasHole(apply(first, caughtUp([question(4), question(5)], 5)))).toBe(false)
  })
})

describe("a question that isn't here", () => {
  test("and changes is asked for, though no number is missing", () => {
    const state = apply(opened(), heard(voted(9, 3, 1)))
    expect(hasHole(state)).toBe(true)
    expect(state.contiguousRev).toBe(2)
    expect(idsOf(state)).toEqual(["q1", "q2"])
    const filled = apply(state, caughtUp([question(9, { rev: 3, votes: 1 })], 3))
    expect(hasHole(filled)).toBe(false)
    expect(idsOf(filled)).toContain("q9")
  })

  test("and was set aside is asked for by moderators only", () => {
    const aside = { ...question(9), rev: 3, state: "dismissed" as const, asked: null }
    expect(hasHole(apply(opened(), heard(aside)))).toBe(false)
    expect(hasHole(apply(opened({ isModerator: true }), heard(aside)))).toBe(true)
  })

  test("and that the server doesn't tell of is asked for once", () => {
    const state = apply(opened(), heard(voted(9, 3, 1)), caughtUp([], 3))
    expect(hasHole(state)).toBe(false)
  })
})

describe("what nobody may read any more", () => {
  test("is gone, and isn't brought back by an older change", () => {
    const withdrawn = { ...question(2), rev: 4, state: "withdrawn" as const, asked: null }
    const state = apply(opened(), heard(withdrawn, [3, 4]), heard(question(2, { rev: 3, votes: 1 })))
    expect(idsOf(state)).toEqual(["q1"])
    expect(hasHole(state)).toBe(false)
  })

  test("is kept with its words for its author and moderators when it was set aside", () => {
    const aside = { ...question(2), rev: 3, state: "dismissed" as const, asked: null }
    expect(readable(apply(opened(), heard(aside)))[1]).toMatchObject({
      state: "dismissed",
      asked: { text: "text 2" },
    })
  })
})

describe("a vote", () => {
  const press = (wanted: boolean): QuestionAction => ({ type: "vote_pressed", id: "q2", wanted })
  const seen = (state: QuestionsState) => {
    const known = state.known.get("q2")
    if (!known) throw new Error("no such question")
    return voteOf(state, known)
  }

  test("shows at once, and is still one vote when the server has it", () => {
    const pressed = apply(opened(), press(true))
    expect(seen(pressed)).toEqual({ isPressed: true, count: 1 })
    const told = apply(pressed, heard(voted(2, 3, 1)))
    expect(seen(told)).toEqual({ isPressed: true, count: 1 })
    const answered = apply(told, { type: "vote_answered", change: voted(2, 3, 1), voted: true })
    expect(nextVote(answered, "q2")).toBeNull()
    expect(seen(apply(answered, { type: "vote_settled", id: "q2" }))).toEqual({ isPressed: true, count: 1 })
  })

  test("that is refused is taken back and says why, until it is pressed again", () => {
    const refused = apply(opened(), press(true), { type: "vote_refused", id: "q2", reason: "conflict" })
    expect(seen(refused)).toEqual({ isPressed: false, count: 0 })
    expect(refused.refusals.get("q2")).toBe("conflict")
    expect(apply(refused, press(true)).refusals.has("q2")).toBe(false)
  })

  test("pressed back meanwhile is brought back after the answer", () => {
    const state = apply(opened(), press(true), press(false), {
      type: "vote_answered",
      change: voted(2, 3, 1),
      voted: true,
    })
    expect(seen(state)).toMatchObject({ isPressed: false })
    expect(nextVote(state, "q2")).toBe(false)
  })

  test("of another page of the same person is known after asking", () => {
    const state = apply(opened(), { type: "known_mine", mine: { ...NOBODY, votes: ["q2"] } })
    expect(seen(state).isPressed).toBe(true)
  })
})
