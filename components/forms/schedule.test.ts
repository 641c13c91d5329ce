import { describe, expect, it } from "vitest"
import { durationChoices, periodOf, typedMoment } from "./schedule.ts"

describe("the dates of a webinar", () => {
  it("are in the institution's zone, in winter and in summer", () => {
    const winter = { startDate: "2026-11-24", startTime: "14:30", durationMinutes: "90" }
    expect(periodOf(winter, "Europe/Paris")).toEqual({
      start: new Date("2026-11-24T13:30:00Z"),
      end: new Date("2026-11-24T15:00:00Z"),
    })
    expect(periodOf({ ...winter, startDate: "2026-07-01" }, "Europe/Paris")?.start).toEqual(
      new Date("2026-07-01T12:30:00Z"),
    )
  })

  it("have no period while what is typed isn't a date", () => {
    expect(periodOf({ startDate: "", startTime: "14:30", durationMinutes: "60" }, "UTC")).toBeNull()
    expect(periodOf({ startDate: "2026-13-45", startTime: "14:30", durationMinutes: "60" }, "UTC")).toBeNull()
    expect(periodOf({ startDate: "2026-11-24", startTime: "14:30", durationMinutes: "" }, "UTC")).toBeNull()
  })

  it("come back into the inputs as they were typed, also just after midnight", () => {
    expect(typedMoment(new Date("2026-06-30T22:05:00Z"), "Europe/Paris")).toEqual({
      startDate: "2026-07-01",
      startTime: "00:05",
    })
  })

  it("offer every quarter of an hour up to the limit, and the stored duration", () => {
    expect(durationChoices(60, 30)).toEqual([15, 30, 45, 60])
    expect(durationChoices(60, 90)).toEqual([15, 30, 45, 60, 90])
  })
})
