import { fromDate, parseDateTime, toZoned } from "@internationalized/date"

/** A wall-clock time in a zone; one that the spring change skips becomes the hour after it. */
export function instantOf(date: string, time: string, zone: string): Date {
  return toZoned(parseDateTime(`${date}T${time}`), zone, "compatible").toDate()
}

export function wallClockOf(instant: Date, zone: string) {
  const local = fromDate(instant, zone)
  const pad = (value: number, length = 2) => String(value).padStart(length, "0")
  return {
    date: `${pad(local.year, 4)}-${pad(local.month)}-${pad(local.day)}`,
    time: `${pad(local.hour)}:${pad(local.minute)}`,
  }
}
