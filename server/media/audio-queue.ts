import type { AudioConfig } from "./aac.ts"
import type { AudioSample } from "./fmp4.ts"

const TOLERANCE_SECONDS = 0.08
/** Audio may come this much after its picture before the track counts as silent. */
const PATIENCE_SECONDS = 1
/** While silence is being made up, this much is left open for frames that are still on their way. */
const MARGIN_SECONDS = 0.3
const LATE_FRAMES_MAX = 50
const PACKETS_MAX = 2_000

type Packet = { data: Buffer; time: number }

/**
 * Audio frames waiting for the part they belong to. What comes out is contiguous: a frame lasts exactly its samples,
 * a drift of more than 80 ms is caught up, and holes are filled with silence, because a player of muxed segments
 * stops where one of the two tracks has nothing.
 */
export class AudioQueue {
  private packets: Packet[] = []
  private next = 0
  private isMissing = false
  private lateFrames = 0
  private shift = 0

  constructor(readonly config: AudioConfig) {}

  get isPlayable(): boolean {
    return this.canFill || this.packets.length > 0
  }

  get canFill(): boolean {
    return this.config.silence !== null
  }

  push(data: Buffer, time: number): void {
    this.packets.push({ data, time })
    if (this.packets.length > PACKETS_MAX) this.packets.shift()
  }

  /** Where the track begins, in seconds of media time. */
  startAt(seconds: number): void {
    this.next = Math.round(seconds * this.config.sampleRate)
    this.isMissing = this.packets.length === 0
  }

  /** Forgets what came before `time`, because that stretch was taken out of the media time. */
  dropBefore(time: number): void {
    this.packets = this.packets.filter((packet) => packet.time >= time)
  }

  /** Frames that begin before `endSeconds`; `baseMs` is the arrival time line's value at media time 0. */
  takeUntil(endSeconds: number, baseMs: number, mustCover: boolean): AudioSample[] {
    const { sampleRate } = this.config
    const end = Math.round(endSeconds * sampleRate)
    const taken: AudioSample[] = []
    let used = 0
    for (const packet of this.packets) {
      const at = Math.round(((packet.time - baseMs) / 1000) * sampleRate) + this.shift
      if (at >= end) break
      used += 1
      this.place(packet.data, at, taken)
    }
    this.packets.splice(0, used)
    this.fillMissing(end, mustCover, taken)
    return taken
  }

  private place(data: Buffer, at: number, taken: AudioSample[]): void {
    const tolerance = TOLERANCE_SECONDS * this.config.sampleRate
    const drift = at - this.next
    if (drift < -tolerance && !this.isTooLongLate(drift)) return
    this.lateFrames = 0
    if (drift > tolerance) this.fill(at, taken)
    this.isMissing = false
    this.emit(data, taken)
  }

  /** After a second of frames that all come late, their time is wrong rather than they are: they are moved. */
  private isTooLongLate(drift: number): boolean {
    this.lateFrames += 1
    if (this.lateFrames < LATE_FRAMES_MAX) return false
    this.shift -= drift
    return true
  }

  private fillMissing(end: number, mustCover: boolean, taken: AudioSample[]): void {
    if (!this.canFill) return
    const { sampleRate } = this.config
    if (!mustCover && this.next > end - PATIENCE_SECONDS * sampleRate && !this.isMissing) return
    if (!mustCover) this.isMissing = true
    this.fill(mustCover ? end : end - MARGIN_SECONDS * sampleRate, taken)
  }

  private fill(until: number, taken: AudioSample[]): void {
    const { silence, frameSamples } = this.config
    if (!silence) {
      this.next = Math.round(until)
      return
    }
    while (this.next + frameSamples / 2 < until) this.emit(silence, taken)
  }

  private emit(data: Buffer, taken: AudioSample[]): void {
    taken.push({ data, dts: this.next, duration: this.config.frameSamples })
    this.next += this.config.frameSamples
  }
}
