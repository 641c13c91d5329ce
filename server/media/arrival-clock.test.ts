import { expect, test } from "vitest"
import { ArrivalClock } from "./arrival-clock.ts"

test("the burst of a starting encoder doesn't move the clock", () => {
  const clock = new ArrivalClock()
  for (let time = 0; time < 1_600; time += 33) clock.observe(time, 10_000)
  for (let time = 1_600; time < 3_000; time += 33) clock.observe(time, 10_000 + time - 1_600)
  expect(clock.arrivalOf(1_600)).toBeGreaterThanOrEqual(9_980)
  expect(clock.arrivalOf(1_600)).toBeLessThanOrEqual(10_020)
})

test("network jitter and clock drift leave it where it is", () => {
  const clock = new ArrivalClock()
  clock.observe(0, 500)
  const first = clock.arrivalOf(0)
  for (let time = 0; time < 60_000; time += 40) clock.observe(time, 500 + time * 1.001 + (time % 7) * 30)
  expect(clock.arrivalOf(60_000)).toBe(first + 60_000)
})

test("time lost while the encoder stood still moves it forward", () => {
  const clock = new ArrivalClock()
  clock.observe(0, 0)
  const before = clock.arrivalOf(0)
  for (let time = 33; time < 12_000; time += 33) clock.observe(time, time + 20_000)
  expect(clock.arrivalOf(12_000) - before).toBeGreaterThan(31_000)
})
