import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { failuresSoFar, report } from "./figures.mjs"

const before = process.exitCode
let lines

beforeEach(() => {
  lines = []
  vi.spyOn(console, "log").mockImplementation((line) => lines.push(line))
})

afterEach(() => {
  vi.restoreAllMocks()
  process.exitCode = before
})

test("a figure that is wrong is printed, and the bench ends with a failure", () => {
  report({ name: "chat.some.lost", value: 2, unit: "", digits: 0, failure: "2 of 10 are lost" })
  expect(lines).toContain(
    `bench: ${JSON.stringify({ name: "chat.some.lost", value: 2, unit: "", failure: "2 of 10 are lost" })}`,
  )
  expect(failuresSoFar()).toEqual(["chat.some.lost: 2 of 10 are lost"])
  expect(process.exitCode).toBe(1)
})

test("a figure that is only slow is no failure", () => {
  report({ name: "chat.some.seconds", value: 1_000, unit: "s" })
  expect(process.exitCode).toBe(before)
})

test("what is no number can't pass for a figure", () => {
  expect(() => report({ name: "chat.some.seconds", value: Number.POSITIVE_INFINITY, unit: "s" })).toThrow()
})
