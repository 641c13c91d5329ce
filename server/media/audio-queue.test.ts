import { expect, test } from "vitest"
import { parseAudioConfig } from "./aac.ts"
import { AudioQueue } from "./audio-queue.ts"
import type { AudioSample } from "./fmp4.ts"

const STEREO = parseAudioConfig(Buffer.from("1210", "hex"))
const FRAME_MS = (1024 / 44_100) * 1000
const SOUND = Buffer.from([1])

function queueWith(times: number[]): AudioQueue {
  const queue = new AudioQueue(STEREO)
  for (const time of times) queue.push(SOUND, time)
  queue.startAt(0)
  return queue
}

function timesUntil(endMs: number): number[] {
  return Array.from({ length: Math.floor(endMs / FRAME_MS) }, (_, index) => Math.round(index * FRAME_MS))
}

function expectContiguous(samples: AudioSample[]): void {
  samples.forEach((sample, index) => {
    expect(sample.dts).toBe(index * 1024)
  })
}

test("frames rounded to milliseconds come out contiguous", () => {
  const samples = queueWith(timesUntil(2_000)).takeUntil(1.9, 0, false)
  expectContiguous(samples)
  expect(samples.every((sample) => sample.data === SOUND)).toBe(true)
})

test("a hole is filled with silence", () => {
  const times = timesUntil(2_000).filter((time) => time < 500 || time > 1_000)
  const samples = queueWith(times).takeUntil(1.9, 0, false)
  expectContiguous(samples)
  expect(samples.filter((sample) => sample.data === STEREO.silence).length).toBeGreaterThan(15)
})

test("a microphone that never opens becomes silence up to the live edge, and sound is heard when it comes", () => {
  const queue = queueWith([])
  const first = queue.takeUntil(5, 0, false)
  expect(first.length * FRAME_MS).toBeGreaterThan(4_500)
  for (let time = 5_000; time < 6_000; time += 23) queue.push(SOUND, time)
  const second = queue.takeUntil(6, 0, false)
  expect(second.some((sample) => sample.data === SOUND)).toBe(true)
  expectContiguous([...first, ...second])
})

test("frames that always come too late are moved rather than dropped for ever", () => {
  const queue = queueWith([])
  queue.takeUntil(5, 0, false)
  for (let time = 2_000; time < 5_000; time += 23) queue.push(SOUND, time)
  expect(queue.takeUntil(7, 0, false).filter((sample) => sample.data === SOUND).length).toBeGreaterThan(50)
})

test("an absurd number of waiting frames is bounded", () => {
  const queue = new AudioQueue(STEREO)
  for (let index = 0; index < 10_000; index += 1) queue.push(SOUND, 1e6 + index)
  queue.startAt(0)
  expect(
    queue.takeUntil(2_000, 0, true).filter((sample) => sample.data === SOUND).length,
  ).toBeLessThanOrEqual(2_000)
})
