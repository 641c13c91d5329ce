import { expect, test } from "vitest"
import { instantOf, isDay, spanOfDays, startIn, wallClockOf } from "./local-time.ts"

test.each([
  ["Europe/Paris", "2026-11-23", "10:00", "2026-11-23T09:00:00.000Z"],
  ["Europe/Paris", "2027-03-28", "02:30", "2027-03-28T01:30:00.000Z"],
  ["Europe/Paris", "2027-10-31", "02:30", "2027-10-31T00:30:00.000Z"],
  ["America/New_York", "2027-03-14", "02:30", "2027-03-14T07:30:00.000Z"],
  ["UTC", "2027-03-28", "02:30", "2027-03-28T02:30:00.000Z"],
])("in %s, %s at %s is %s", (zone, date, time, instant) => {
  expect(instantOf(date, time, zone).toISOString()).toBe(instant)
})

test("a wall-clock time comes back as it was typed, but for the hour that spring skips", () => {
  for (const time of ["00:00", "01:59", "03:00", "23:45"])
    expect(wallClockOf(instantOf("2027-03-28", time, "Europe/Paris"), "Europe/Paris")).toEqual({
      date: "2027-03-28",
      time,
    })
  const skipped = instantOf("2027-03-28", "02:30", "Europe/Paris")
  expect(wallClockOf(skipped, "Europe/Paris").time).toBe("03:30")
})

test("a day that isn't in the calendar is refused", () => {
  expect(() => instantOf("2027-02-29", "10:00", "Europe/Paris")).toThrow()
})

test("a form's day and time that are no moment come to none", () => {
  const at = (startDate: string, startTime: string) => startIn({ startDate, startTime }, "Europe/Paris")
  expect(at("2026-11-23", "10:00")).toEqual(new Date("2026-11-23T09:00:00Z"))
  for (const typed of [at("2027-02-29", "10:00"), at("", "10:00"), at("2026-11-23", "25:00")])
    expect(typed).toBeNull()
})

test("a day is one of the calendar, and has a next one", () => {
  for (const day of ["2026-11-23", "2028-02-29", "1999-12-31", "2999-12-31"]) {
    expect(isDay(day)).toBe(true)
    expect(spanOfDays({ to: day }, "Europe/Paris").until).toBeInstanceOf(Date)
  }
  for (const text of ["2027-02-29", "2026-13-01", "2026-1-1", "9999-12-31", "0000-01-01", "", "soon"])
    expect(isDay(text)).toBe(false)
})
