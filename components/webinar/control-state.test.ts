import { describe, expect, it } from "vitest"
import { handoverReason, INCIDENT_WORDS } from "#server/domain/incident.ts"
import { LIVE_STATES, type LiveState } from "#server/domain/live-state.ts"
import {
  FAILURES,
  LIVESTREAM_STATES,
  type LivestreamState,
  STOP_REASONS,
  stepsOf,
} from "#server/domain/livestream.ts"
import type { ControlView } from "#server/domain/views.ts"
import en from "../i18n/en/control.json" with { type: "json" }
import fr from "../i18n/fr/control.json" with { type: "json" }
import {
  allowedActions,
  logReason,
  minutesToGatewayNeed,
  minutesToPlannedEnd,
  secondsSince,
  stateSentence,
  stepLines,
} from "./control-state.ts"

const at = (seconds: number) => new Date(Date.UTC(2026, 10, 24, 13, 30, seconds))

type Given = {
  live?: LiveState
  state?: LivestreamState
  stopReason?: (typeof STOP_REASONS)[number] | null
  failure?: (typeof FAILURES)[number] | null
  times?: (number | null)[]
  meetingRunning?: boolean
  isWebinar?: boolean
  endedAt?: Date | null
}

function controlView(given: Given): ControlView {
  const [ready, joined, picture, visible] = (given.times ?? []).map((each) =>
    each === null ? null : at(each),
  )
  const livestream = given.state
    ? {
        id: "l1",
        state: given.state,
        stateAt: at(40),
        requestedAt: at(0),
        liveAt: visible ?? null,
        stopReason: given.stopReason ?? null,
        failure: given.failure ?? null,
        gatewayName: "GW 1",
        automaticRestarts: 0,
      }
    : null
  const times = {
    meetingReadyAt: ready ?? null,
    gatewayJoinedAt: joined ?? null,
    pictureAt: picture ?? null,
    liveAt: visible ?? null,
  }
  const event = { id: "e1", slug: "chimie", title: "Chimie", startAt: at(0), endAt: at(3600) }
  return {
    webinar: {
      ...event,
      id: "w1",
      isWebinar: given.isWebinar ?? true,
      enableChat: true,
      chatInPicture: false,
      isOwner: true,
    },
    event: {
      ...event,
      url: "https://amphi.example/events/chimie",
      channel: "event-e1",
      listeners: 0,
      listenersPeak: 0,
    },
    live: {
      event: { ...event, description: "", organiser: "Ada", restricted: false },
      facts: {
        startAt: at(0),
        endAt: at(3600),
        published: true,
        endedAt: given.endedAt ?? null,
        livestream: null,
        direct: null,
      },
      state: given.live ?? "lobby",
      since: null,
      replayFrom: null,
      streamUrl: null,
      lowLatency: true,
      chat: {
        enabled: true,
        open: true,
        canWrite: true,
        myKeys: [],
        myId: "u1",
        myName: "Claire",
        isPresenter: true,
        isModerator: true,
        channels: [],
      },
      listeners: 0,
      channel: "event-e1",
      audienceChannel: "audience-e1",
      version: 1,
      serverNow: at(50),
    },
    livestream,
    steps: stepsOf(livestream && { ...times, state: livestream.state, failure: livestream.failure }),
    meeting: { running: given.meetingRunning ?? false, createdAt: null },
    gatewayName: "GW 1",
    chatRoute: "bbb",
    chatInbound: "on",
    joinUrl: "https://amphi.example/join/abc",
    log: [],
    plannedEnd: null,
    preflight: null,
    channel: "private-webinar-w1",
    serverNow: at(50),
  }
}

describe("the control room's sentence", () => {
  it("exists in both languages for every combination of states, reasons and failures", () => {
    for (const live of LIVE_STATES) {
      for (const state of [undefined, ...LIVESTREAM_STATES]) {
        for (const stopReason of [null, ...STOP_REASONS]) {
          for (const meetingRunning of [true, false]) {
            const { key } = stateSentence(controlView({ live, state, stopReason, meetingRunning }))
            expect(en.state, key).toHaveProperty(key)
            expect(fr.state, key).toHaveProperty(key)
          }
        }
      }
    }
  })

  it("has a reason and a remedy in both languages for every failure", () => {
    for (const failure of FAILURES) {
      for (const messages of [en.failure, fr.failure]) {
        expect(messages).toHaveProperty([failure, "title"])
        expect(messages).toHaveProperty([failure, "remedy"])
      }
    }
  })

  it("says that the gateway is still joining until it was seen in the meeting", () => {
    const waiting = { state: "waiting_for_picture", live: "waiting" } as const
    expect(stateSentence(controlView({ ...waiting, times: [2, null, null, null] })).key).toBe(
      "gateway_joining",
    )
    expect(stateSentence(controlView({ ...waiting, times: [2, 20, null, null] })).key).toBe(
      "waiting_for_picture",
    )
  })

  it("speaks of a new start during a live as reconnecting, not as a first start", () => {
    const view = controlView({ state: "gateway_starting", live: "interrupted", times: [2, null, null, 30] })
    expect(stateSentence(view)).toMatchObject({ key: "reconnecting", tone: "warn", since: at(40) })
  })

  it("names the failure of a failed start", () => {
    const view = controlView({ state: "failed", live: "waiting", failure: "gateway_unauthorized" })
    expect(stateSentence(view)).toMatchObject({ key: "failed", tone: "bad", failure: "gateway_unauthorized" })
  })

  it("tells a stop by the presenter from an end for everybody", () => {
    const stopped = { state: "ended", live: "stopped", meetingRunning: true } as const
    expect(stateSentence(controlView({ ...stopped, stopReason: "presenter" })).key).toBe("stopped_presenter")
    const over = { state: "ended", live: "ended", stopReason: "end_all", endedAt: at(45) } as const
    expect(stateSentence(controlView(over)).key).toBe("overForEverybody")
  })

  it("says so when people are in the meeting but nothing is broadcast", () => {
    expect(stateSentence(controlView({ meetingRunning: true })).key).toBe("meetingOnly")
  })
})

describe("the stepper", () => {
  it("counts the wait of the present step from the end of the one before", () => {
    const view = controlView({ state: "waiting_for_picture", times: [2, null, null, null] })
    expect(stepLines(view)).toEqual([
      { step: "meeting_ready", status: "done", at: at(2), waitingSince: null },
      { step: "gateway_joined", status: "doing", at: null, waitingSince: at(2) },
      { step: "picture_received", status: "todo", at: null, waitingSince: null },
      { step: "visible", status: "todo", at: null, waitingSince: null },
    ])
    expect(secondsSince(at(2), at(14))).toBe(12)
    expect(secondsSince(at(14), at(2))).toBe(0)
  })

  it("doesn't claim that listeners see a picture that was lost", () => {
    const lost = stepLines(controlView({ state: "interrupted", times: [2, 20, 25, 30] }))
    expect(lost.map(({ status }) => status)).toEqual(["done", "done", "doing", "todo"])
    const again = stepLines(controlView({ state: "gateway_starting", times: [2, null, null, 30] }))
    expect(again.map(({ status }) => status)).toEqual(["done", "doing", "todo", "todo"])
    expect(again[1]?.waitingSince).toEqual(at(40))
  })

  it("doesn't count the gateway's desktop as a picture before the gateway is in the meeting", () => {
    const early = stepLines(controlView({ state: "waiting_for_picture", times: [2, null, 10, null] }))
    expect(early.map(({ status }) => status)).toEqual(["done", "doing", "todo", "todo"])
    const live = stepLines(controlView({ state: "live", times: [2, 62, 10, 62] }))
    expect(live.map((line) => line.at)).toEqual([at(2), at(62), at(62), at(62)])
  })

  it("marks the step at which a start failed", () => {
    const failed = stepLines(
      controlView({ state: "failed", failure: "gateway_failed", times: [2, null, null, null] }),
    )
    expect(failed.map(({ status }) => status)).toEqual(["done", "failed", "todo", "todo"])
  })

  it("starts anew once a run has ended", () => {
    const ended = stepLines(controlView({ state: "ended", times: [2, 20, 25, 30] }))
    expect(ended.every(({ status }) => status === "todo")).toBe(true)
  })
})

describe("the buttons", () => {
  it("offer only what can be done now", () => {
    expect([...allowedActions(controlView({}))]).toEqual(["start"])
    expect([...allowedActions(controlView({ isWebinar: false, meetingRunning: true }))]).toEqual(["endAll"])
    expect([...allowedActions(controlView({ state: "live" }))]).toEqual(["restart", "stop", "endAll"])
    expect([...allowedActions(controlView({ state: "stopping", stopReason: "restart" }))]).toEqual(["endAll"])
    expect([...allowedActions(controlView({ state: "stopping", stopReason: "presenter" }))]).toEqual([
      "start",
      "endAll",
    ])
    expect([...allowedActions(controlView({ live: "cancelled" }))]).toEqual([])
  })

  it("warn when the planned end is near and something runs", () => {
    const view = controlView({ state: "live" })
    expect(minutesToPlannedEnd(view, at(3600 - 20 * 60))).toBeNull()
    expect(minutesToPlannedEnd(view, at(3600 - 5 * 60))).toBe(5)
    expect(minutesToPlannedEnd(view, at(3600 + 5 * 60))).toBe(-5)
    expect(minutesToPlannedEnd(controlView({}), at(3600))).toBeNull()
  })

  it("warn when somebody else needs the gateway before the planned end, or after it", () => {
    const needed = (neededAt: Date | null, now: Date) =>
      minutesToGatewayNeed(
        { ...controlView({}), plannedEnd: { at: at(3600), canExtend: true, neededAt } },
        now,
      )
    expect(minutesToGatewayNeed(controlView({}), at(0))).toBeNull()
    expect(needed(null, at(0))).toBeNull()
    expect(needed(at(600), at(0))).toBe(10)
    expect(needed(at(600), at(660))).toBe(0)
    expect(needed(at(4500), at(3590))).toBeNull()
    expect(needed(at(4500), at(3900))).toBe(10)
  })
})

it("the incident list explains failures and stop reasons, and never shows a raw word", () => {
  expect(logReason({ reason: "no_picture" })).toEqual({ kind: "failure", failure: "no_picture" })
  expect(logReason({ reason: "planned_end" })).toEqual({ kind: "stop", reason: "planned_end" })
  expect(logReason({ reason: "stop_not_confirmed" })).toEqual({ kind: "stopNotConfirmed" })
  const handover = {
    kind: "failover",
    from: "GW {1}",
    to: "GW 2",
    failure: "gateway_busy",
    note: null,
  } as const
  expect(logReason({ reason: handoverReason(handover) })).toEqual({ kind: "handover", handover })
  expect(logReason({ reason: "{broken" })).toEqual({ kind: "none" })
  for (const word of INCIDENT_WORDS) {
    expect(logReason({ reason: word })).toEqual({ kind: "incident", word })
    expect(en.log.reason).toHaveProperty(word)
    expect(fr.log.reason).toHaveProperty(word)
  }
  expect(logReason({ reason: "ECONNRESET 10.0.0.1" })).toEqual({ kind: "none" })
})
