import type { AudioQueue } from "./audio-queue.ts"
import { type AudioSample, VIDEO_TIMESCALE, type VideoSample } from "./fmp4.ts"
import { MediaProtocolError } from "./protocol-error.ts"

// Cuts frames into parts and segments. It always looks one frame ahead, so that a segment's last part is known to be
// the last when it is published and a preload hint never names a part that doesn't come.

export type Frame = { data: Buffer; time: number; compositionMs: number; isKey: boolean }

export type SegmentFormat = {
  targetSeconds: number
  partTargetSeconds: number
  frameRate: number
  audio: AudioQueue | null
}

export type CutPart = {
  video: VideoSample[]
  audio: AudioSample[]
  durationSeconds: number
  /** When it begins, on the time line of the frames that were pushed. */
  time: number
  isIndependent: boolean
  endsSegment: boolean
}

export type SegmentSink = { open: (format: SegmentFormat) => void; append: (part: CutPart) => void }

const SEGMENT_MIN_SECONDS = 0.95
const TARGET_MIN_SECONDS = 4
const TARGET_MAX_SECONDS = 10
const OPENING_FRAMES_MAX = 4_096
const OPENING_BYTES_MAX = 64 * 1024 * 1024
const PART_FRAMES_MAX = 512
const TICKS_PER_MS = 90
const PART_SLACK_TICKS = 2 * TICKS_PER_MS
const GAP_FILL_MAX_MS = 5_000

export class Segmenter {
  /** The audio that goes with the picture; looked at once, when the first segment is complete. */
  audio: AudioQueue | null = null
  private opening: Frame[] = []
  private openingBytes = 0
  private isOpen = false
  private pending: Frame | null = null
  private baseMs = 0
  private cursor: number
  private nominalTicks = 33 * TICKS_PER_MS
  private partTargetTicks = 0
  private targetTicks = 0
  private segmentTicks = 0
  private part: { video: VideoSample[]; start: number; ticks: number }

  constructor(
    private readonly sink: SegmentSink,
    private readonly partSeconds: number,
    mediaTimeOffsetSeconds: number,
  ) {
    this.cursor = Math.round(mediaTimeOffsetSeconds * 1000) * TICKS_PER_MS
    this.part = { video: [], start: this.cursor, ticks: 0 }
  }

  push(frame: Frame): void {
    if (!this.isOpen) this.collect(frame)
    else {
      if (this.pending) this.step(this.pending, frame)
      this.pending = frame
    }
  }

  /** The publisher has gone: what is left becomes the end of the last segment. */
  finish(): void {
    if (!this.pending) return
    this.add(this.pending, this.nominalTicks, true)
    this.pending = null
  }

  /** Nothing is published before the first segment is complete: its frames say how long segments and parts are. */
  private collect(frame: Frame): void {
    const first = this.opening[0]
    if (!first && !frame.isKey) return
    const seconds = first ? (frame.time - first.time) / 1000 : 0
    this.opening.push(frame)
    this.openingBytes += frame.data.length
    if (this.openingBytes > OPENING_BYTES_MAX || this.opening.length > OPENING_FRAMES_MAX) {
      throw new MediaProtocolError("first segment too large")
    }
    if ((frame.isKey && seconds >= SEGMENT_MIN_SECONDS) || seconds >= TARGET_MAX_SECONDS) this.open(seconds)
  }

  private open(seconds: number): void {
    const frames = this.opening
    this.opening = []
    this.isOpen = true
    this.measure(frames, seconds)
    frames.forEach((frame, index) => {
      const next = frames[index + 1]
      if (next) this.step(frame, next)
      else this.pending = frame
    })
  }

  private measure(frames: Frame[], seconds: number): void {
    const first = frames[0]
    if (!first) return
    this.baseMs = first.time - this.cursor / TICKS_PER_MS
    const steps = frames.slice(1).map((frame, index) => frame.time - (frames[index]?.time ?? frame.time))
    const step = Math.max(1, usualStep(steps))
    this.nominalTicks = Math.round(step) * TICKS_PER_MS
    const framesPerPart = Math.max(1, Math.round((this.partSeconds * 1000) / step))
    this.partTargetTicks = Math.ceil(framesPerPart * step) * TICKS_PER_MS + PART_SLACK_TICKS
    const wanted = Math.max(
      TARGET_MIN_SECONDS,
      Math.ceil(seconds) + 1,
      this.partTargetTicks / VIDEO_TIMESCALE,
    )
    const targetSeconds = Math.min(TARGET_MAX_SECONDS, Math.ceil(wanted))
    this.targetTicks = targetSeconds * VIDEO_TIMESCALE
    if (!this.audio?.isPlayable) this.audio = null
    this.audio?.dropBefore(first.time)
    this.audio?.startAt(this.cursor / VIDEO_TIMESCALE)
    this.sink.open({
      targetSeconds,
      partTargetSeconds: this.partTargetTicks / VIDEO_TIMESCALE,
      frameRate: 1000 / step,
      audio: this.audio,
    })
  }

  private step(frame: Frame, next: Frame): void {
    // Whole milliseconds: program date times can't say more, and players compare the two.
    const ticks = Math.max(TICKS_PER_MS, Math.round(next.time - this.baseMs) * TICKS_PER_MS - this.cursor)
    if (ticks <= this.partTargetTicks || this.canFill(next.time - frame.time)) {
      this.add(frame, ticks, this.isBoundary(next, ticks))
    } else {
      this.add(frame, this.nominalTicks, this.isBoundary(next, this.nominalTicks))
      this.closeGap(next)
    }
  }

  private canFill(gapMs: number): boolean {
    return this.audio?.canFill === true && gapMs <= GAP_FILL_MAX_MS
  }

  private isBoundary(next: Frame, ticks: number): boolean {
    const seconds = (this.segmentTicks + this.part.ticks + ticks) / VIDEO_TIMESCALE
    return next.isKey && seconds >= SEGMENT_MIN_SECONDS
  }

  /** A hole in the picture longer than a part can be is taken out of the media time, with its sound. */
  private closeGap(next: Frame): void {
    if (this.part.ticks > 0) this.flush(this.part.ticks, false)
    this.baseMs = next.time - this.cursor / TICKS_PER_MS
    this.audio?.dropBefore(next.time)
  }

  private add(frame: Frame, ticks: number, endsSegment: boolean): void {
    const { part } = this
    if (part.ticks > 0 && part.ticks + ticks > this.partTargetTicks) this.flush(part.ticks, false)
    this.part.video.push({
      data: frame.data,
      dts: this.cursor,
      duration: ticks,
      composition: frame.compositionMs * TICKS_PER_MS,
      isKey: frame.isKey,
    })
    if (this.part.video.length > PART_FRAMES_MAX) throw new MediaProtocolError("frame rate out of range")
    this.part.ticks += ticks
    this.cursor += ticks
    if (this.part.ticks > this.partTargetTicks) this.flushInSlices(endsSegment)
    else if (endsSegment || this.part.ticks + ticks * 0.7 > this.partTargetTicks) {
      this.flush(this.part.ticks, endsSegment)
    }
  }

  /** One frame that lasts longer than a part: the parts after the first carry only sound. */
  private flushInSlices(endsSegment: boolean): void {
    const total = this.part.ticks
    const count = Math.ceil(total / this.partTargetTicks)
    for (let slice = 0; slice < count; slice += 1) {
      const ticks = sliceEnd(total, slice + 1, count) - sliceEnd(total, slice, count)
      this.flush(ticks, endsSegment && slice === count - 1)
    }
  }

  private flush(ticks: number, endsSegment: boolean): void {
    const { video, start } = this.part
    this.segmentTicks += ticks
    // A segment ends without a key frame rather than outgrow the target duration.
    const isFull = this.segmentTicks + this.partTargetTicks > this.targetTicks
    const end = start + ticks
    this.part = { video: [], start: end, ticks: 0 }
    if (endsSegment || isFull) this.segmentTicks = 0
    this.sink.append({
      video,
      audio: this.audio?.takeUntil(end / VIDEO_TIMESCALE, this.baseMs, video.length === 0) ?? [],
      durationSeconds: ticks / VIDEO_TIMESCALE,
      time: this.baseMs + start / TICKS_PER_MS,
      isIndependent: video[0]?.isKey === true,
      endsSegment: endsSegment || isFull,
    })
  }
}

function sliceEnd(total: number, slice: number, count: number): number {
  return Math.floor((total * slice) / count / TICKS_PER_MS) * TICKS_PER_MS
}

/** The mean distance of frames near the median: the rest are hiccups of the encoder's start. */
function usualStep(steps: number[]): number {
  const median = [...steps].sort((a, b) => a - b)[Math.floor(steps.length / 2)] ?? 0
  const usual = steps.filter((step) => Math.abs(step - median) <= median / 4 + 1)
  return usual.reduce((sum, step) => sum + step, 0) / Math.max(1, usual.length)
}
