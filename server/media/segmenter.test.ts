import { expect, test } from "vitest"
import { parseAudioConfig } from "./aac.ts"
import { AudioQueue } from "./audio-queue.ts"
import { MediaProtocolError } from "./protocol-error.ts"
import { type CutPart, Segmenter, type SegmentFormat } from "./segmenter.ts"
import { seededRandom } from "./test-random.ts"

type Cut = { format: SegmentFormat | null; parts: CutPart[]; segmenter: Segmenter }

const DATA = Buffer.alloc(10)

function start(partSeconds = 0.333, offset = 0): Cut {
  const cut: Cut = {
    format: null,
    parts: [],
    segmenter: new Segmenter(
      {
        open: (format) => {
          cut.format = format
        },
        append: (part) => void cut.parts.push(part),
      },
      partSeconds,
      offset,
    ),
  }
  return cut
}

function feed(cut: Cut, times: number[], isKey: (index: number) => boolean): void {
  times.forEach((time, index) => {
    cut.segmenter.push({ data: DATA, time, compositionMs: 0, isKey: isKey(index) })
  })
}

function steady(count: number, fps: number): number[] {
  return Array.from({ length: count }, (_, index) => Math.round((index * 1000) / fps))
}

function segmentsOf(cut: Cut): CutPart[][] {
  const segments: CutPart[][] = [[]]
  for (const part of cut.parts) {
    segments.at(-1)?.push(part)
    if (part.endsSegment) segments.push([])
  }
  return segments.filter((segment) => segment.length > 0)
}

function expectWithinTargets(cut: Cut): void {
  const { partTargetSeconds = 0, targetSeconds = 0 } = cut.format ?? {}
  for (const part of cut.parts) expect(part.durationSeconds).toBeLessThanOrEqual(partTargetSeconds + 1e-9)
  for (const segment of segmentsOf(cut)) {
    const seconds = segment.reduce((sum, part) => sum + part.durationSeconds, 0)
    expect(seconds).toBeLessThanOrEqual(targetSeconds + 1e-9)
  }
}

test("nothing is cut before the first segment is complete", () => {
  const cut = start()
  feed(cut, steady(90, 30), (index) => index === 0)
  expect(cut.parts).toHaveLength(0)
  cut.segmenter.push({ data: DATA, time: 3_000, compositionMs: 0, isKey: true })
  expect(cut.parts.at(-1)?.endsSegment).toBe(true)
})

test("every usual frame rate gets parts near a third of a second", () => {
  for (const fps of [10, 12, 15, 24, 25, 29.97, 30, 50, 60]) {
    const cut = start()
    feed(cut, steady(fps * 20, fps), (index) => index % Math.round(fps * 2) === 0)
    const target = cut.format?.partTargetSeconds ?? 0
    expect(target).toBeGreaterThan(0.29)
    expect(target).toBeLessThan(0.38)
    expectWithinTargets(cut)
    for (const segment of segmentsOf(cut).slice(0, -1)) {
      for (const part of segment.slice(0, -1)) expect(part.durationSeconds).toBeGreaterThan(0.85 * target)
    }
  }
})

test("over a long run with jitter, hiccups and odd key frames, parts and segments keep to their targets", () => {
  const random = seededRandom(11)
  const cut = start()
  const audio = new AudioQueue(parseAudioConfig(Buffer.from("1210", "hex")))
  cut.segmenter.audio = audio
  let time = 0
  for (let index = 0; index < 30_000; index += 1) {
    time += random() < 0.002 ? 300 + random() * 9_000 : 33.33 + (random() - 0.5) * 20
    audio.push(DATA, time)
    cut.segmenter.push({ data: DATA, time, compositionMs: 0, isKey: index === 0 || random() < 0.008 })
  }
  cut.segmenter.finish()
  expect(cut.parts.length).toBeGreaterThan(2_000)
  expectWithinTargets(cut)
  expect(cut.parts.every((part) => part.video.length + part.audio.length > 0)).toBe(true)
})

test("video times are contiguous and whole milliseconds, also over a gap that is taken out", () => {
  const cut = start(0.333, 2_100)
  const times = steady(180, 30).map((time) => (time > 4_000 ? time + 20_000 : time))
  feed(cut, times, (index) => index % 60 === 0)
  const samples = cut.parts.flatMap((part) => part.video)
  expect(samples[0]?.dts).toBe(2_100 * 90_000)
  samples.forEach((sample, index) => {
    const next = samples[index + 1]
    if (next) expect(sample.dts + sample.duration).toBe(next.dts)
    expect(sample.dts % 90).toBe(0)
  })
  expectWithinTargets(cut)
})

test("a long frame with sound becomes parts that go on with the sound", () => {
  const cut = start()
  const audio = new AudioQueue(parseAudioConfig(Buffer.from("1210", "hex")))
  cut.segmenter.audio = audio
  for (let time = 0; time < 8_000; time += 23) audio.push(DATA, time)
  const times = steady(180, 30).map((time) => (time > 4_000 ? time + 1_500 : time))
  feed(cut, times, (index) => index % 60 === 0)
  expect(cut.parts.some((part) => part.video.length === 0 && part.audio.length > 0)).toBe(true)
  expectWithinTargets(cut)
})

test("a key frame interval longer than the target ends segments without a key frame", () => {
  const cut = start()
  feed(cut, steady(1_800, 30), (index) => index === 0 || index === 60)
  expectWithinTargets(cut)
  expect(segmentsOf(cut).some((segment) => segment[0]?.isIndependent === false)).toBe(true)
})

test("a stream that never sends a second key frame still starts", () => {
  const cut = start()
  feed(cut, steady(400, 30), (index) => index === 0)
  expect(cut.format?.targetSeconds).toBe(10)
  expectWithinTargets(cut)
})

test("a key frame right after another doesn't make a tiny segment", () => {
  const cut = start()
  feed(cut, steady(600, 30), (index) => index % 90 === 0 || index % 90 === 5)
  for (const segment of segmentsOf(cut)) {
    expect(segment.reduce((sum, part) => sum + part.durationSeconds, 0)).toBeGreaterThan(0.9)
  }
})

test("the frame the last hint spoke of is published at the end", () => {
  const cut = start()
  feed(cut, steady(181, 30), (index) => index % 90 === 0)
  const before = cut.parts.length
  cut.segmenter.finish()
  expect(cut.parts.length).toBe(before + 1)
  expect(cut.parts.at(-1)?.endsSegment).toBe(true)
})

test("timestamps that stand still end in a protocol error, not in memory", () => {
  const cut = start()
  expect(() => feed(cut, Array(10_000).fill(5), (index) => index === 0)).toThrow(MediaProtocolError)
})
