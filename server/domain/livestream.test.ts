import { describe, expect, test } from "vitest"
import {
  canMove,
  isOpen,
  LIVESTREAM_STATES,
  type LivestreamTimes,
  MOVES,
  OPEN_STATES,
  stepsOf,
} from "./livestream.ts"

const NOTHING: LivestreamTimes = {
  state: "requested",
  failure: null,
  meetingReadyAt: null,
  gatewayJoinedAt: null,
  pictureAt: null,
  liveAt: null,
}
const AT = new Date("2026-11-23T09:00:00Z")

function statuses(given: Partial<LivestreamTimes> | null) {
  return stepsOf(given && { ...NOTHING, ...given }).map((step) => step.status)
}

test("every open state can be stopped, and what is over stays over", () => {
  for (const state of LIVESTREAM_STATES) {
    if (state === "stopping") continue
    expect(canMove(state, "stopping"), state).toBe(isOpen(state))
  }
  expect(MOVES.ended).toEqual([])
  expect(MOVES.failed).toEqual([])
  expect(OPEN_STATES).toHaveLength(7)
})

test("only a picture makes live", () => {
  const before = LIVESTREAM_STATES.filter((state) => canMove(state, "live"))
  expect(before).toEqual(["waiting_for_picture", "interrupted"])
})

test("a livestream that may hold a gateway fails only by way of stopping it", () => {
  const failing = LIVESTREAM_STATES.filter((state) => canMove(state, "failed"))
  expect(failing).toEqual(["requested", "meeting_ready", "stopping"])
})

describe("the stepper", () => {
  test("of nothing is all to do", () => {
    expect(statuses(null)).toEqual(["todo", "todo", "todo", "todo"])
  })

  test("marks what is done, what is being done and what comes", () => {
    expect(statuses({})).toEqual(["doing", "todo", "todo", "todo"])
    expect(statuses({ state: "gateway_starting", meetingReadyAt: AT })).toEqual([
      "done",
      "doing",
      "todo",
      "todo",
    ])
    const all = { meetingReadyAt: AT, gatewayJoinedAt: AT, pictureAt: AT, liveAt: AT }
    expect(statuses({ state: "live", ...all })).toEqual(["done", "done", "done", "done"])
  })

  test("shows where it broke, already while the gateway is being stopped", () => {
    const broken = { failure: "gateway_never_joined", meetingReadyAt: AT } as const
    expect(statuses({ state: "stopping", ...broken })).toEqual(["done", "failed", "todo", "todo"])
    expect(statuses({ state: "failed", ...broken })).toEqual(["done", "failed", "todo", "todo"])
  })

  test("of a stop that somebody asked for shows no failure", () => {
    expect(statuses({ state: "stopping", meetingReadyAt: AT })).toEqual(["done", "todo", "todo", "todo"])
    expect(statuses({ state: "ended", meetingReadyAt: AT })).toEqual(["done", "todo", "todo", "todo"])
  })
})
