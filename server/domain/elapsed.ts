/** Clocks of two machines differ by less; a moment further ahead was written before a clock was set back. */
export const CLOCKS_DIFFER_MS = 5_000

/** Milliseconds since then. A moment to come counts as long ago: what waits for it would wait as long as the clock was off. */
export function elapsed(now: Date, since: Date) {
  const ms = now.getTime() - since.getTime()
  return ms < -CLOCKS_DIFFER_MS ? Number.POSITIVE_INFINITY : Math.max(0, ms)
}

/** The same moment, or now where a clock that was set back left it ahead of us. */
export function notToCome(now: Date, moment: Date) {
  return elapsed(now, moment) === Number.POSITIVE_INFINITY ? now : moment
}
