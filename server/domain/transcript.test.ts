import { expect, test } from "vitest"
import { placeText, secondsInto } from "./transcript.ts"

const LIVE = new Date("2026-11-23T09:00:00Z")

test.each([
  ["2026-11-23T09:00:00Z", 0, "0:00:00"],
  ["2026-11-23T09:12:34.900Z", 754, "0:12:34"],
  ["2026-11-23T19:00:01Z", 36_001, "10:00:01"],
  ["2026-11-23T08:59:59.500Z", -1, "−0:00:01"],
  ["2026-11-23T08:45:00Z", -900, "−0:15:00"],
])("%s is %i s into the live, shown as %s", (at, seconds, text) => {
  expect(secondsInto(LIVE, new Date(at))).toBe(seconds)
  expect(placeText(seconds)).toBe(text)
})

test("without a picture nothing is into it", () => {
  expect(secondsInto(null, LIVE)).toBeNull()
})
