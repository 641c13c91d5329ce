import { describe, expect, test } from "vitest"
import { freeSlots, type Slot } from "./free-slots.ts"
import { overlaps, reservationSpan, type Span } from "./gateway.ts"

const NOW = new Date("2026-11-23T06:00:00Z")
const timeZone = "Europe/Paris"

function slot(start: string, end: string): Slot {
  return { startAt: new Date(start), endAt: new Date(end) }
}

function booked(start: string, end: string): Span {
  return reservationSpan(slot(start, end))
}

const wish = slot("2026-11-24T09:00:00Z", "2026-11-24T10:00:00Z")

function startsFor(taken: Span[][], now = NOW, wanted = wish) {
  return freeSlots({ wish: wanted, taken, now, timeZone }).map((free) =>
    free.startAt.toISOString().slice(0, 16),
  )
}

describe("the free slots proposed", () => {
  test("are the two nearest before and the two nearest after, margins of both webinars kept", () => {
    expect(startsFor([[booked("2026-11-24T09:00:00Z", "2026-11-24T10:00:00Z")]])).toEqual([
      "2026-11-24T07:30",
      "2026-11-24T10:30",
      "2026-11-24T07:15",
      "2026-11-24T10:45",
    ])
  })

  test("keep the duration that was wished", () => {
    const [first] = freeSlots({
      wish,
      taken: [[booked("2026-11-24T09:00:00Z", "2026-11-24T10:00:00Z")]],
      now: NOW,
      timeZone,
    })
    expect(Number(first?.endAt) - Number(first?.startAt)).toBe(60 * 60_000)
  })

  test("take any gateway: one that is free is enough", () => {
    const all = booked("2026-11-20T00:00:00Z", "2026-12-20T00:00:00Z")
    const free = booked("2026-11-24T09:00:00Z", "2026-11-24T09:15:00Z")
    expect(startsFor([[all], [free]])[0]).toBe("2026-11-24T09:45")
  })

  test("are never in the past", () => {
    const now = new Date("2026-11-24T08:50:00Z")
    expect(startsFor([[booked("2026-11-24T09:00:00Z", "2026-11-24T10:00:00Z")]], now)).toEqual([
      "2026-11-24T10:30",
      "2026-11-24T10:45",
    ])
  })

  test("of the wished day come first, by the institution's calendar", () => {
    const late = slot("2026-11-24T22:00:00Z", "2026-11-24T22:30:00Z")
    // 23:00 in Paris: what follows is already the next day there, though nearer.
    const taken = [[booked("2026-11-24T20:00:00Z", "2026-11-24T22:30:00Z")]]
    expect(startsFor(taken, NOW, late)).toEqual([
      "2026-11-24T19:00",
      "2026-11-24T18:45",
      "2026-11-24T23:00",
      "2026-11-24T23:15",
    ])
  })

  test("reach fourteen days and no further", () => {
    expect(startsFor([[booked("2026-11-01T00:00:00Z", "2026-12-08T07:30:00Z")]])).toEqual([
      "2026-12-08T08:00",
      "2026-12-08T08:15",
    ])
    expect(startsFor([[booked("2026-11-01T00:00:00Z", "2026-12-09T00:00:00Z")]])).toEqual([])
  })

  test("are none where no gateway is in service", () => {
    expect(startsFor([])).toEqual([])
  })

  test("hold for random pools: each is free, and nothing nearer was passed over", () => {
    let seed = 7
    const random = (below: number) => {
      seed = (seed * 48_271) % 2_147_483_647
      return seed % below
    }
    for (let round = 0; round < 40; round++) {
      const taken = Array.from({ length: 1 + random(3) }, () =>
        Array.from({ length: random(30) }, () => {
          const start = NOW.getTime() + random(6 * 96) * 900_000
          return { from: new Date(start), to: new Date(start + (1 + random(20)) * 900_000) }
        }),
      )
      const isFree = (start: number) =>
        taken.some((spans) => {
          const span = reservationSpan({ startAt: new Date(start), endAt: new Date(start + 3_600_000) })
          return !spans.some((other) => overlaps(other, span))
        })
      const after = freeSlots({ wish, taken, now: NOW, timeZone })
        .map((free) => free.startAt.getTime())
        .filter((start) => start > wish.startAt.getTime())
      const all = Array.from({ length: 14 * 96 }, (_, step) => wish.startAt.getTime() + (step + 1) * 900_000)
      expect(after.sort((a, b) => a - b)).toEqual(all.filter(isFree).slice(0, 2))
    }
  })
})
