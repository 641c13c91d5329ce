import { expect, test } from "vitest"
import { Timeline } from "./timeline.ts"

const WALL_CLOCK = 52_466_000

test("tracks stamped 14 hours apart are aligned on arrival", () => {
  const timeline = new Timeline()
  expect(timeline.place("video", 0, 1_000)).toBe(0)
  expect(timeline.place("audio", WALL_CLOCK, 1_050)).toBe(50)
  expect(timeline.place("audio", WALL_CLOCK + 23, 1_073)).toBe(73)
})

test("tracks with one clock keep the encoder's lip-sync even when they arrive in a burst", () => {
  const timeline = new Timeline()
  expect(timeline.place("video", 700_000, 1_000)).toBe(0)
  expect(timeline.place("audio", 700_480, 1_000)).toBe(480)
})

test("a wrap of the 32-bit timestamp is an ordinary step", () => {
  const timeline = new Timeline()
  const before = timeline.place("video", 0xfffffff0, 0)
  expect(timeline.place("video", 0x10, 32) - before).toBe(32)
})

test("a jump of the timestamps, forward or backward, goes on by the time that really passed", () => {
  const timeline = new Timeline()
  timeline.place("video", 100_000, 0)
  timeline.place("video", 100_033, 33)
  expect(timeline.place("video", 900_000_000, 66)).toBe(66)
  expect(timeline.place("video", 900_000_033, 100)).toBe(99)
  expect(timeline.place("video", 0, 133)).toBe(132)
})

test("clocks that are apart and run at different speeds stay together", () => {
  const timeline = new Timeline()
  let video = 0
  let audio = 0
  for (let second = 0; second < 600; second += 1) {
    for (let frame = 0; frame < 29; frame += 1) {
      // The encoder grabs 29 frames a second and stamps them as 30.
      const count = second * 29 + frame
      video = timeline.place("video", Math.round((count * 1000) / 30), second * 1000 + (frame * 1000) / 29)
      audio = timeline.place("audio", WALL_CLOCK + second * 1000 + frame * 34, second * 1000 + frame * 34.5)
    }
  }
  expect(Math.abs(video - audio)).toBeLessThan(250)
})
