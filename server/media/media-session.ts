import { randomBytes } from "node:crypto"
import type { AudioConfig } from "./aac.ts"
import { ArrivalClock } from "./arrival-clock.ts"
import { fragment, initSegment } from "./fmp4.ts"
import type { VideoConfig } from "./h264.ts"
import {
  type PlaylistPart,
  type PlaylistSegment,
  renderMasterPlaylist,
  renderMediaPlaylist,
} from "./playlist.ts"
import { MediaProtocolError } from "./protocol-error.ts"
import type { CutPart, SegmentFormat, SegmentSink } from "./segmenter.ts"

type Part = PlaylistPart & { bytes: Buffer }
type Segment = Omit<PlaylistSegment, "parts"> & { parts: Part[]; byteLength: number }
type Waiter = { isMet: () => boolean; resolve: () => void }

export type RenderedPlaylist = { body: Buffer; changedAt: Date }

const WINDOW_SEGMENTS = 8
/** A live playlist may not be shorter than three target durations; one more leaves room for the rounding. */
const WINDOW_TARGETS = 4
const RETAINED_BYTES_MAX = 256 * 1024 * 1024

/**
 * One publication as listeners see it: its segments, its playlists, and the requests that wait for what comes next.
 * It never changes format and its names are never used again, so every byte of it can be cached.
 */
export class MediaSession implements SegmentSink {
  readonly id = randomBytes(8).toString("hex")
  readonly startedAt: number
  readonly arrivals = new ArrivalClock()
  isEnded = false
  /** At least one segment is complete. */
  isPlayable = false
  frameRate: number | null = null
  hasAudio = false
  init: Buffer = Buffer.alloc(0)
  /** Where what may be read with the key of the moment begins: before it the picture was others' to see. */
  private shownFrom = 0

  private segments: Segment[] = []
  private format: SegmentFormat | null = null
  private sequence = 0
  private fragments = 0
  private retainedBytes = 0
  private areSegmentsIndependent = true
  private peakBitsPerSecond = 0
  private playlist: RenderedPlaylist | null = null
  private changedAt: Date
  private readonly waiters = new Set<Waiter>()
  private readonly wallOffset: number

  constructor(
    readonly name: string,
    readonly video: VideoConfig,
    now: number,
    /** What listeners' addresses carry; null: nobody may read. */
    public playKey: string | null,
    private readonly onPlayable: () => void,
  ) {
    // Wall clock of the whole session from one reading: a clock that is set meanwhile doesn't move it.
    this.wallOffset = Date.now() - now
    this.startedAt = Date.now()
    this.changedAt = new Date(this.startedAt)
  }

  /** Whoever holds the key finds a whole segment. */
  get isShown(): boolean {
    return this.segments.some(({ isComplete, sequence }) => isComplete && sequence >= this.shownFrom)
  }

  get mediaSequence(): number {
    return this.window()[0]?.sequence ?? 0
  }

  get bitsPerSecond(): number {
    const segment = this.segments.findLast((candidate) => candidate.isComplete)
    return segment ? Math.round((segment.byteLength * 8) / segment.durationSeconds) : 0
  }

  /** What was taken in before is left to nobody: who has the new key sees what begins from now on. */
  showTo(playKey: string | null): void {
    if (playKey === this.playKey) return
    this.playKey = playKey
    this.shownFrom = this.sequence
    this.changed()
  }

  open(format: SegmentFormat): void {
    const audio: AudioConfig | null = format.audio?.config ?? null
    this.format = format
    this.frameRate = format.frameRate
    this.hasAudio = audio !== null
    this.init = initSegment(this.video, audio)
  }

  append(cut: CutPart): void {
    const segment = this.openSegment(cut)
    this.fragments += 1
    const bytes = fragment(this.fragments, cut.video, cut.audio)
    segment.parts.push({ bytes, durationSeconds: cut.durationSeconds, isIndependent: cut.isIndependent })
    segment.durationSeconds += cut.durationSeconds
    segment.byteLength += bytes.length
    this.retainedBytes += bytes.length
    if (this.retainedBytes > RETAINED_BYTES_MAX) throw new MediaProtocolError("bit rate out of range")
    if (cut.endsSegment) this.closeSegment(segment)
    this.changed()
    if (cut.endsSegment && !this.isPlayable) {
      this.isPlayable = true
      this.onPlayable()
    }
  }

  end(): void {
    const last = this.segments.at(-1)
    if (last && !last.isComplete) this.closeSegment(last)
    this.isEnded = true
    this.changed()
  }

  master(): RenderedPlaylist {
    const codecs = [this.video.codec, ...(this.format?.audio ? [this.format.audio.config.codec] : [])]
    const body = renderMasterPlaylist({
      session: this.id,
      codecs,
      width: this.video.width,
      height: this.video.height,
      frameRate: this.frameRate ?? 0,
      bitsPerSecond: this.peakBitsPerSecond,
    })
    return { body: Buffer.from(body), changedAt: this.changedAt }
  }

  /** The same text for everybody until the next part, so it is written once. */
  live(): RenderedPlaylist {
    this.playlist ??= { body: Buffer.from(this.renderLive(this.shownFrom)), changedAt: this.changedAt }
    return this.playlist
  }

  /** For who only asks whether the picture moves, whoever may see it. */
  whole(): RenderedPlaylist {
    return { body: Buffer.from(this.renderLive(0)), changedAt: this.changedAt }
  }

  segmentBytes(sequence: number): Buffer[] | null {
    const segment = this.findShown(sequence)
    return segment?.isComplete ? segment.parts.map((part) => part.bytes) : null
  }

  partBytes(sequence: number, index: number): Buffer | null {
    return this.findShown(sequence)?.parts[index]?.bytes ?? null
  }

  /** Is this the part the playlist's preload hint names? */
  isHinted(sequence: number, index: number): boolean {
    if (this.isEnded || sequence < this.shownFrom) return false
    const last = this.segments.at(-1)
    if (last && !last.isComplete) return sequence === last.sequence && index === last.parts.length
    return sequence === this.sequence && index === 0
  }

  /** Does the playlist hold this segment (or this part of it, or what follows it)? */
  has(sequence: number, index: number | null): boolean {
    if (this.isEnded || sequence < (this.segments[0]?.sequence ?? 0)) return true
    const segment = this.find(sequence)
    if (!segment) return false
    if (index !== null && index < segment.parts.length) return true
    if (!segment.isComplete) return false
    return index === null || this.has(sequence + 1, 0)
  }

  /** A request for something more than two segments ahead can't be meant seriously. */
  isAbsurd(sequence: number): boolean {
    return sequence > this.sequence + 1
  }

  waitFor(isMet: () => boolean, timeoutMs: number): Promise<void> {
    if (isMet()) return Promise.resolve()
    return new Promise((resolve) => {
      const waiter: Waiter = { isMet, resolve: done }
      const timer = setTimeout(done, timeoutMs)
      const { waiters } = this
      function done(): void {
        clearTimeout(timer)
        waiters.delete(waiter)
        resolve()
      }
      waiters.add(waiter)
    })
  }

  private findShown(sequence: number): Segment | undefined {
    return sequence < this.shownFrom ? undefined : this.find(sequence)
  }

  private find(sequence: number): Segment | undefined {
    return this.segments[sequence - (this.segments[0]?.sequence ?? 0)]
  }

  private openSegment(cut: CutPart): Segment {
    const last = this.segments.at(-1)
    if (last && !last.isComplete) return last
    if (!cut.isIndependent) this.areSegmentsIndependent = false
    const segment: Segment = {
      sequence: this.sequence,
      programDateTime: Math.round(this.wallOffset + this.arrivals.arrivalOf(cut.time)),
      durationSeconds: 0,
      isComplete: false,
      parts: [],
      byteLength: 0,
    }
    this.sequence += 1
    this.segments.push(segment)
    return segment
  }

  private closeSegment(segment: Segment): void {
    segment.isComplete = true
    this.peakBitsPerSecond = Math.max(this.peakBitsPerSecond, this.bitsPerSecond)
    this.forgetOld()
  }

  /** A segment stays available for as long again as the playlist that named it is (RFC 8216bis §6.2.2). */
  private forgetOld(): void {
    const retained = 2 * this.window().length + 1
    while (this.segments.length > retained) {
      this.retainedBytes -= this.segments.shift()?.byteLength ?? 0
    }
  }

  private window(): Segment[] {
    const least = WINDOW_TARGETS * (this.format?.targetSeconds ?? 0)
    let seconds = 0
    let complete = 0
    let from = this.segments.length
    while (from > 0 && (complete < WINDOW_SEGMENTS || seconds < least)) {
      from -= 1
      const segment = this.segments[from]
      if (!segment?.isComplete) continue
      complete += 1
      seconds += segment.durationSeconds
    }
    return this.segments.slice(from)
  }

  private renderLive(from: number): string {
    return renderMediaPlaylist({
      targetSeconds: this.format?.targetSeconds ?? 0,
      partTargetSeconds: this.format?.partTargetSeconds ?? 0,
      areSegmentsIndependent: this.areSegmentsIndependent,
      isEnded: this.isEnded,
      segments: this.window().filter(({ sequence }) => sequence >= from),
    })
  }

  private changed(): void {
    this.playlist = null
    this.changedAt = new Date()
    for (const waiter of [...this.waiters]) if (waiter.isMet()) waiter.resolve()
  }
}
