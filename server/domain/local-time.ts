import { fromDate, parseDateTime, toZoned } from "@internationalized/date"

/** A wall-clock time in a zone; one that the spring change skips becomes the hour after it. */
export function instantOf(date: string, time: string, zone: string): Date {
  return toZoned(parseDateTime(`${date}T${time}`), zone, "compatible").toDate()
}

/** What a form's day and time come to; null where they are no moment of the calendar, such as 31 February. */
export function startIn(
  { startDate, startTime }: { startDate: string; startTime: string },
  zone: string,
): Date | null {
  try {
    return instantOf(startDate, startTime, zone)
  } catch {
    return null
  }
}

/** From the first moment of one day to the first after another; a day that isn't said is no limit. */
export function spanOfDays(
  { from, to }: { from?: string | undefined; to?: string | undefined },
  zone: string,
): { from: Date | undefined; until: Date | undefined } {
  return {
    from: from ? instantOf(from, "00:00", zone) : undefined,
    until: to ? instantOf(plusDays(to, 1), "00:00", zone) : undefined,
  }
}

/** Written as forms and addresses write it, and in the calendar of these millennia: not 31 February. */
export function isDay(text: string) {
  return /^[12]\d{3}-\d{2}-\d{2}$/.test(text) && plusDays(text, 0) === text
}

export function plusDays(day: string, days: number) {
  const date = new Date(`${day}T00:00:00Z`)
  if (Number.isNaN(date.getTime())) return ""
  date.setUTCDate(date.getUTCDate() + days)
  return date.toISOString().slice(0, 10)
}

export function wallClockOf(instant: Date, zone: string) {
  const local = fromDate(instant, zone)
  const pad = (value: number, length = 2) => String(value).padStart(length, "0")
  return {
    date: `${pad(local.year, 4)}-${pad(local.month)}-${pad(local.day)}`,
    time: `${pad(local.hour)}:${pad(local.minute)}`,
  }
}
