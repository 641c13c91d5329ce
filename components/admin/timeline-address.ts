import type { Span } from "#server/domain/gateway.ts"
import { instantOf, plusDays } from "#server/domain/local-time.ts"
import { type Address, dayIn } from "./address.ts"

export const ZOOMS = ["day", "week"] as const
export type Zoom = (typeof ZOOMS)[number]
/** The first day shown, as the institution's calendar has it. */
export type TimelineAddress = { zoom: Zoom; date: string }

const DAYS = { day: 1, week: 7 } as const
const HOURS_BETWEEN_TICKS = 2

/** What makes no sense in the address counts as today; a week begins on Monday. */
export function readTimelineAddress({ zoom, date }: Address, today: string): TimelineAddress {
  const wanted = dayIn(date) ?? today
  return zoom === "day" ? { zoom, date: wanted } : { zoom: "week", date: mondayOf(wanted) }
}

export function timelinePath({ zoom, date }: TimelineAddress) {
  return `/admin/timeline?${new URLSearchParams({ zoom, date })}`
}

export function shifted({ zoom, date }: TimelineAddress, steps: number): TimelineAddress {
  return { zoom, date: plusDays(date, steps * DAYS[zoom]) }
}

/** From midnight to midnight in the zone: 23 or 25 hours where clocks change. */
export function timelineSpan({ zoom, date }: TimelineAddress, zone: string): Span {
  return { from: midnight(date, zone), to: midnight(plusDays(date, DAYS[zoom]), zone) }
}

export function ticksOf({ zoom, date }: TimelineAddress, zone: string): Date[] {
  if (zoom === "week")
    return Array.from({ length: DAYS.week }, (_, day) => midnight(plusDays(date, day), zone))
  return Array.from({ length: 24 / HOURS_BETWEEN_TICKS }, (_, index) =>
    instantOf(date, `${String(index * HOURS_BETWEEN_TICKS).padStart(2, "0")}:00`, zone),
  )
}

/** Where a moment stands in the span, from 0 to 100. */
export function percentOf(moment: Date, { from, to }: Span) {
  const share = (moment.getTime() - from.getTime()) / (to.getTime() - from.getTime())
  return Math.min(Math.max(share, 0), 1) * 100
}

function midnight(date: string, zone: string) {
  return instantOf(date, "00:00", zone)
}

function mondayOf(date: string) {
  const weekday = new Date(`${date}T00:00:00Z`).getUTCDay()
  return plusDays(date, -((weekday + 6) % 7))
}
