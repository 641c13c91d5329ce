import { describe, expect, test } from "vitest"
import {
  isChatOpen,
  isOfAnotherDay,
  type LiveFacts,
  type LiveState,
  liveStateOf,
  nextClockChange,
} from "./live-state.ts"
import type { LivestreamState, StopReason } from "./livestream.ts"

const START = new Date("2026-11-23T09:00:00Z")
const END = new Date("2026-11-23T10:00:00Z")
const DURING = new Date("2026-11-23T09:30:00Z")

function facts(given: Partial<LiveFacts> = {}): LiveFacts {
  return {
    startAt: START,
    endAt: END,
    published: true,
    endedAt: null,
    livestream: null,
    direct: null,
    ...given,
  }
}

function run(
  state: LivestreamState,
  given: { stopReason?: StopReason; liveAt?: Date; interruptedAt?: Date } = {},
): LiveFacts["livestream"] {
  return { state, stopReason: null, liveAt: null, interruptedAt: null, ...given }
}

test.each<[string, LiveState]>([
  ["2026-11-22T09:00:00Z", "scheduled"],
  ["2026-11-23T08:44:59Z", "scheduled"],
  ["2026-11-23T08:45:00Z", "lobby"],
  ["2026-11-23T09:59:59Z", "lobby"],
  ["2026-11-23T10:00:00Z", "ended"],
])("without a livestream the clock decides: at %s it is %s", (now, state) => {
  expect(liveStateOf(facts(), new Date(now))).toBe(state)
})

const picture = { liveAt: START }

test.each<[string, LiveFacts["livestream"], LiveState]>([
  ["asked for", run("requested"), "waiting"],
  ["being made", run("meeting_ready"), "waiting"],
  ["starting", run("gateway_starting"), "waiting"],
  ["waiting", run("waiting_for_picture"), "waiting"],
  ["live", run("live", picture), "live"],
  ["interrupted", run("interrupted", picture), "interrupted"],
  ["restarted by itself", run("gateway_starting", picture), "interrupted"],
  ["the second after a restart", run("requested", { interruptedAt: START }), "interrupted"],
  ["stopping for a restart", run("stopping", { ...picture, stopReason: "restart" }), "interrupted"],
  ["stopping after a failure", run("stopping", { ...picture, stopReason: "failure" }), "interrupted"],
  ["stopping after a failed start", run("stopping", { stopReason: "failure" }), "waiting"],
  ["stopping a restarted start", run("stopping", { stopReason: "restart" }), "waiting"],
  ["stopping", run("stopping", { ...picture, stopReason: "presenter" }), "stopped"],
  ["stopped", run("ended", { ...picture, stopReason: "presenter" }), "stopped"],
  ["stopped before any picture", run("ended", { stopReason: "presenter" }), "lobby"],
  ["failed", run("failed", { stopReason: "failure" }), "waiting"],
])("a livestream that is %s shows as %o → %s", (_what, livestream, state) => {
  expect(liveStateOf(facts({ livestream }), DURING)).toBe(state)
})

describe("the livestream goes before the clock", () => {
  test("an early start shows at once", () => {
    const early = new Date("2026-11-20T09:00:00Z")
    expect(liveStateOf(facts({ livestream: run("live", picture) }), early)).toBe("live")
  })

  test("an overrun goes on, and is over when it stops", () => {
    const late = new Date("2026-11-23T11:00:00Z")
    expect(liveStateOf(facts({ livestream: run("live", picture) }), late)).toBe("live")
    expect(liveStateOf(facts({ livestream: run("ended", picture) }), late)).toBe("ended")
  })
})

test("ended by somebody is ended, whatever the clock says, already while stopping", () => {
  const endedAt = DURING
  expect(liveStateOf(facts({ endedAt }), DURING)).toBe("ended")
  const stopping = run("stopping", { ...picture, stopReason: "end_all" })
  expect(liveStateOf(facts({ endedAt, livestream: stopping }), DURING)).toBe("ended")
  expect(liveStateOf(facts({ endedAt, livestream: run("ended", picture) }), DURING)).toBe("ended")
})

test("what was over before the lobby opens is of another day, what ends later or still runs is not", () => {
  expect(isOfAnotherDay({ startAt: START }, new Date("2026-11-23T08:44:59.999Z"))).toBe(true)
  expect(isOfAnotherDay({ startAt: START }, new Date("2026-11-23T08:45:00Z"))).toBe(false)
  expect(isOfAnotherDay({ startAt: START }, null)).toBe(false)
})

test("an event that was taken off is cancelled, even with a picture", () => {
  expect(liveStateOf(facts({ published: false, livestream: run("live", picture) }), DURING)).toBe("cancelled")
})

test("the chat is open from the lobby until the end", () => {
  const open = (["lobby", "waiting", "live", "interrupted", "stopped"] as const).map(isChatOpen)
  expect(open).toEqual([true, true, true, true, true])
  expect((["scheduled", "ended", "cancelled"] as const).map(isChatOpen)).toEqual([false, false, false])
})

test("the clock changes the state at the lobby and at the end", () => {
  expect(nextClockChange(facts(), new Date("2026-11-22T09:00:00Z"))).toEqual(new Date("2026-11-23T08:45:00Z"))
  expect(nextClockChange(facts(), DURING)).toEqual(END)
  expect(nextClockChange(facts(), END)).toBeNull()
})
