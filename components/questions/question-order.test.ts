import { expect, test } from "vitest"
import type { Question } from "#server/domain/question.ts"
import { arrange, countNewer, inHeldOrder, newestAt } from "./question-order.ts"
import { AT, question } from "./test-questions.ts"

const nobody = { isModerator: false, isMine: () => false }
const ids = (questions: readonly Question[]) => questions.map(({ id }) => id)

test("the most wanted question is first, and of equals the one that waits longest", () => {
  const questions = [
    question(3, { votes: 2 }),
    question(2, { votes: 2 }),
    question(1),
    question(4, { votes: 5 }),
  ]
  expect(ids(arrange(questions, nobody).waiting)).toEqual(["q4", "q2", "q3", "q1"])
})

test("the one being answered is apart, the answered ones by the time of their answer", () => {
  const at = (minutes: number) => new Date(AT.getTime() + minutes * 60_000)
  const questions = [
    question(1, { state: "answered_live", answeredAt: at(10) }),
    question(2, { state: "answered_in_writing", answeredAt: at(20), answer: "so" }),
    question(3, { state: "answering", answeredAt: at(30) }),
    question(4),
  ]
  const arranged = arrange(questions, nobody)
  expect(arranged.answering?.id).toBe("q3")
  expect(ids(arranged.waiting)).toEqual(["q4"])
  expect(ids(arranged.answered)).toEqual(["q2", "q1"])
})

test("of two that are being answered for a moment the later one is shown as such", () => {
  const questions = [question(1, { state: "answering" }), question(2, { state: "answering" })]
  const arranged = arrange(questions, nobody)
  expect(arranged.answering?.id).toBe("q2")
  expect(ids(arranged.answered)).toEqual(["q1"])
})

test("what was set aside is for its author and for moderators", () => {
  const questions = [question(1, { state: "dismissed" }), question(2, { state: "dismissed" })]
  expect(arrange(questions, nobody).dismissed).toEqual([])
  const author = { isModerator: false, isMine: ({ id }: Question) => id === "q2" }
  expect(ids(arrange(questions, author).dismissed)).toEqual(["q2"])
  expect(ids(arrange(questions, { ...nobody, isModerator: true }).dismissed)).toEqual(["q1", "q2"])
})

test("rows stay where they are under a pointer, and newcomers come at the end", () => {
  const now = [question(3), question(1), question(4), question(2)]
  expect(ids(inHeldOrder(now, ["q1", "q2", "q3"]))).toEqual(["q1", "q2", "q3", "q4"])
})

test("new ones are those asked since, by others, that still wait", () => {
  const questions = [question(1), question(2), question(3, { state: "answered_live" }), question(4)]
  const seenUntil = newestAt(questions.slice(0, 1))
  expect(countNewer(questions, seenUntil, () => false)).toBe(2)
  expect(countNewer(questions, seenUntil, ({ id }) => id === "q4")).toBe(1)
  expect(countNewer(questions, newestAt(questions), () => false)).toBe(0)
  expect(newestAt([])).toBe(0)
})
