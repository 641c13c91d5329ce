const BUCKET_MS = 5_000
const SLEW_SHARE = 0.1
const LEAP_MS = 1_500

/**
 * Wall-clock time of media time, from when frames arrived. The earliest arrivals of the last seconds count, so that
 * neither network delay nor the burst of a starting encoder moves it; it changes slowly and never runs backward.
 */
export class ArrivalClock {
  private bucket = { since: Number.NEGATIVE_INFINITY, least: Number.POSITIVE_INFINITY }
  private previousLeast = Number.POSITIVE_INFINITY
  private used: { offset: number; time: number } | null = null

  observe(time: number, arrivedAt: number): void {
    if (arrivedAt - this.bucket.since > BUCKET_MS) {
      this.previousLeast = this.bucket.least
      this.bucket = { since: arrivedAt, least: Number.POSITIVE_INFINITY }
    }
    this.bucket.least = Math.min(this.bucket.least, arrivedAt - time)
  }

  /** When the frame of `time` would have arrived on a perfect network. Ask in ascending order. */
  arrivalOf(time: number): number {
    const measured = Math.min(this.bucket.least, this.previousLeast)
    this.used = { offset: this.used ? smooth(this.used, measured, time) : measured, time }
    return time + this.used.offset
  }
}

function smooth(used: { offset: number; time: number }, measured: number, time: number): number {
  const difference = measured - used.offset
  if (difference > LEAP_MS) return measured
  const most = Math.max(0, time - used.time) * SLEW_SHARE
  return used.offset + Math.max(-most, Math.min(most, difference))
}
