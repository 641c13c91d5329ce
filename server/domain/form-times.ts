// When something begins and ends, as a form has it: a day and a time in the institution's zone, and a duration.
import { startIn, wallClockOf } from "./local-time.ts"

const MINUTE_MS = 60_000

type Times = { startAt: Date; endAt: Date }
type TypedTimes = { startDate: string; startTime: string; durationMinutes: number }

export function typedTimes(times: Times, zone: string): TypedTimes {
  const { date, time } = wallClockOf(times.startAt, zone)
  return { startDate: date, startTime: time, durationMinutes: minutesOf(times) }
}

/**
 * null: no such day. What isn't moved stays to the millisecond: a start also in the hour that a zone has twice, an end
 * also where no duration of the list makes it.
 */
export function timesOf(typed: TypedTimes, zone: string, stored: Times | null): Times | null {
  const before = stored && typedTimes(stored, zone)
  const isThere = before?.startDate === typed.startDate && before.startTime === typed.startTime
  const startAt = stored && isThere ? stored.startAt : startIn(typed, zone)
  if (!startAt) return null
  if (stored && isThere && before.durationMinutes === typed.durationMinutes) return stored
  return { startAt, endAt: new Date(startAt.getTime() + typed.durationMinutes * MINUTE_MS) }
}

export function minutesOf({ startAt, endAt }: Times) {
  return Math.round((endAt.getTime() - startAt.getTime()) / MINUTE_MS)
}
