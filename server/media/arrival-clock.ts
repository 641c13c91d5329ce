const BUCKET_MS = 5_000
const LEAP_MS = 2_000

/**
 * Wall-clock time of media time, from when frames arrived. The earliest arrivals of the last seconds count, so that
 * neither network delay nor the burst of a starting encoder moves it. Measured when the first segment is complete, it
 * then stays put: players derive every part's place from it, and one millisecond of change costs them a key frame
 * (shaka 5.2). Only time that was truly lost, when the encoder stood still, moves it, and only forward.
 */
export class ArrivalClock {
  private bucket = { since: Number.NEGATIVE_INFINITY, least: Number.POSITIVE_INFINITY }
  private previousLeast = Number.POSITIVE_INFINITY
  private offset: number | null = null

  observe(time: number, arrivedAt: number): void {
    if (arrivedAt - this.bucket.since > BUCKET_MS) {
      this.previousLeast = this.bucket.least
      this.bucket = { since: arrivedAt, least: Number.POSITIVE_INFINITY }
    }
    this.bucket.least = Math.min(this.bucket.least, arrivedAt - time)
  }

  /** When the frame of `time` arrived, give or take the network. */
  arrivalOf(time: number): number {
    const measured = Math.min(this.bucket.least, this.previousLeast)
    if (this.offset === null || measured - this.offset > LEAP_MS) this.offset = measured
    return time + this.offset
  }
}
