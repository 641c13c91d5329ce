import { expect, test } from "vitest"
import { elapsed, notToCome } from "./elapsed.ts"

const NOW = new Date("2026-11-23T09:00:00Z")
const at = (ms: number) => new Date(NOW.getTime() + ms)

test("a moment that is to come is long ago, so that nothing waits until a clock is where it was", () => {
  expect(elapsed(NOW, at(-3_000))).toBe(3_000)
  expect(elapsed(NOW, at(3_600_000))).toBe(Number.POSITIVE_INFINITY)
  expect(notToCome(NOW, at(3_600_000))).toEqual(NOW)
})

test("another machine's clock, a little ahead of ours, makes nothing overdue", () => {
  expect(elapsed(NOW, at(2_000))).toBe(0)
  expect(notToCome(NOW, at(2_000))).toEqual(at(2_000))
})
