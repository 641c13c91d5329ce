import { expect, test } from "vitest"
import { failureOf, inMeeting, placesOf, shareOf } from "./outcome.mjs"

const ACCEPTED = ["a", "b", "c", "d"]

test("what was written and never stored counts as not delivered", () => {
  const { seqs, twice } = placesOf(ACCEPTED, [
    { seq: 7, text: "a" },
    { seq: 8, text: "b" },
    { seq: 9, text: "c" },
  ])
  expect({ seqs, twice }).toEqual({ seqs: [7, 8, 9], twice: 0 })
  const everyoneGotIt = { listeners: 10, expected: 30, lost: 0 }
  expect(shareOf(everyoneGotIt, ACCEPTED)).toBe(75)
})

test("what was stored twice is counted, and doesn't make up for what is missing", () => {
  const { seqs, twice } = placesOf(ACCEPTED, [
    { seq: 1, text: "a" },
    { seq: 2, text: "a" },
    { seq: 3, text: "b" },
    { seq: 4, text: "c" },
  ])
  expect({ seqs, twice }).toEqual({ seqs: [1, 3, 4], twice: 1 })
})

test("the meeting's lines are held against what was written", () => {
  expect(inMeeting(ACCEPTED, ["from before", "a", "b", "b", "b", "c"])).toEqual({ lost: 1, doubled: 2 })
  expect(inMeeting(ACCEPTED, ACCEPTED)).toEqual({ lost: 0, doubled: 0 })
})

test("nothing written is no hundred per cent", () => {
  expect(() => shareOf({ listeners: 10, expected: 0, lost: 0 }, [])).toThrow()
})

test("a failure says what is wrong, and only that", () => {
  expect(failureOf({ "stored twice": 0, "lost in the meeting": 3 })).toBe("3 lost in the meeting")
  expect(failureOf({ "stored twice": 0 })).toBeNull()
})
