import { expect, test } from "vitest"
import {
  percentOf,
  readTimelineAddress,
  shifted,
  ticksOf,
  timelinePath,
  timelineSpan,
} from "./timeline-address.ts"

const TODAY = "2026-11-26"
const PARIS = "Europe/Paris"

test("an address without sense shows this week", () => {
  for (const address of [
    {},
    { zoom: "year", date: "soon" },
    { date: ["a"] },
    { date: "2026-02-31" },
    { date: "2026-13-01" },
  ])
    expect(readTimelineAddress(address, TODAY)).toEqual({ zoom: "week", date: "2026-11-23" })
})

test("an address leads back to itself, and previous undoes next", () => {
  const week = readTimelineAddress({ zoom: "week", date: "2026-12-06" }, TODAY)
  expect(week).toEqual({ zoom: "week", date: "2026-11-30" })
  expect(timelinePath(week)).toBe("/admin/timeline?zoom=week&date=2026-11-30")
  expect(shifted(shifted(week, 1), -1)).toEqual(week)
  expect(shifted({ zoom: "day", date: "2026-02-28" }, 1).date).toBe("2026-03-01")
})

test("a day goes from midnight to midnight of the zone, also when the clocks change", () => {
  const hours = (date: string) => {
    const { from, to } = timelineSpan({ zoom: "day", date }, PARIS)
    return (to.getTime() - from.getTime()) / 3_600_000
  }
  expect([hours("2026-11-23"), hours("2026-03-29"), hours("2026-10-25")]).toEqual([24, 23, 25])
})

test("ticks lie within their span, a bar beyond it is cut at its edge", () => {
  for (const zoom of ["day", "week"] as const) {
    const address = { zoom, date: "2026-11-23" }
    const span = timelineSpan(address, PARIS)
    const places = ticksOf(address, PARIS).map((tick) => percentOf(tick, span))
    expect(places[0]).toBe(0)
    expect(places).toHaveLength(zoom === "day" ? 12 : 7)
    expect(Math.max(...places)).toBeLessThan(100)
    expect(percentOf(new Date(0), span)).toBe(0)
  }
})
