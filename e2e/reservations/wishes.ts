// What is wished for at random, and the same again for the same seed.
import type { Deps } from "#server/deps.ts"
import { wallClockOf } from "#server/domain/local-time.ts"

export const QUARTER_MS = 15 * 60_000
export const FIRST_DAY = Date.parse("2027-03-01T00:00:00Z")
/** Short enough that about half of the wishes find no gateway. */
const WINDOW_QUARTERS = 5 * 24 * 4

export function wishOf({ config }: Pick<Deps, "config">, below: (limit: number) => number) {
  const startMs = FIRST_DAY + below(WINDOW_QUARTERS) * QUARTER_MS
  const durationMinutes = (1 + below(12)) * 15
  const { date, time } = wallClockOf(new Date(startMs), config.timeZone)
  const form = { startDate: date, startTime: time, durationMinutes }
  return { startMs, endMs: startMs + durationMinutes * 60_000, form }
}

export function randomFrom(seed: number) {
  let state = (seed * 7919 + 12_345) % 2_147_483_647
  return (limit: number) => {
    state = (state * 48_271) % 2_147_483_647
    return state % limit
  }
}
