/** Dates of a webinar as typed, told as moments in the institution's zone. */
import { startIn, wallClockOf } from "#server/domain/local-time.ts"
import { DURATION_STEP_MINUTES } from "#server/domain/webinar.ts"

export type TypedSchedule = { startDate: string; startTime: string; durationMinutes: string }
export type Period = { start: Date; end: Date }

/** null while what is typed isn't a date yet. */
export function periodOf(typed: TypedSchedule, timeZone: string): Period | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(typed.startDate) || !/^\d{2}:\d{2}$/.test(typed.startTime)) return null
  const minutes = Number(typed.durationMinutes)
  if (!Number.isFinite(minutes) || minutes <= 0) return null
  const start = startIn(typed, timeZone)
  return start && { start, end: new Date(start.getTime() + minutes * 60_000) }
}

/** A stored duration that isn't one of the steps stays choosable. */
export function durationChoices(maxMinutes: number, present: number): number[] {
  const steps = Array.from(
    { length: Math.floor(maxMinutes / DURATION_STEP_MINUTES) },
    (_, index) => (index + 1) * DURATION_STEP_MINUTES,
  )
  if (!Number.isFinite(present) || present <= 0 || steps.includes(present)) return steps
  return [...steps, present].sort((a, b) => a - b)
}

/** What the date and time inputs show for a moment. */
export function typedMoment(moment: Date, timeZone: string) {
  const { date, time } = wallClockOf(moment, timeZone)
  return { startDate: date, startTime: time }
}
