import { describe, expect, it } from "vitest"
import type { WebinarCard } from "#server/domain/views.ts"
import { cardState, sortCards } from "./card-state.ts"

const now = new Date("2026-11-24T12:00:00Z")

function card(id: string, hours: number, part: Partial<WebinarCard> = {}): WebinarCard {
  const startAt = new Date(now.getTime() + hours * 3_600_000)
  return {
    id,
    eventSlug: id,
    title: id,
    startAt,
    endAt: new Date(startAt.getTime() + 3_600_000),
    isWebinar: true,
    state: hours < -1 ? "ended" : "scheduled",
    livestreamState: null,
    isOwner: true,
    ownerName: "Ada",
    meetingRunning: false,
    eventUrl: "https://amphi.test/events/x",
    joinUrl: "https://amphi.test/join/x",
    ...part,
  }
}

describe("the list of webinars", () => {
  it("puts what runs and what comes first, soonest first, and the past below, latest first", () => {
    const overrun = card("overrun", -3, { state: "live", livestreamState: "live", meetingRunning: true })
    const cards = [card("later", 5), card("old", -9), card("soon", 1), overrun, card("recent", -4)]
    const { upcoming, past } = sortCards(cards, now)
    expect(upcoming.map(({ id }) => id)).toEqual(["overrun", "soon", "later"])
    expect(past.map(({ id }) => id)).toEqual(["recent", "old"])
  })

  it("says that a live failed where listeners are told to wait", () => {
    expect(cardState(card("a", 0, { state: "waiting", livestreamState: "failed" }))).toBe("failed")
    expect(cardState(card("a", 0, { state: "waiting", livestreamState: "requested" }))).toBe("preparing")
  })

  it("says that a meeting is open although its planned time is over", () => {
    expect(cardState(card("a", -3, { meetingRunning: true }))).toBe("meetingRunning")
    expect(cardState(card("a", 0, { state: "live", livestreamState: "live", meetingRunning: true }))).toBe(
      "live",
    )
  })
})
