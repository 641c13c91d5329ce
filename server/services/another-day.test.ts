// A rehearsal, and what a webinar was for before: the real day begins as if nothing had been.
import { eq } from "drizzle-orm"
import { describe, expect, test } from "vitest"
import { chatMessages } from "#db/chat-schema.ts"
import { ANYBODY, getWebinar, makeAdmin, makeTeacher, makeWebinar } from "#server/test-factories.ts"
import {
  advanceTo,
  comesOnAir,
  livestreamOf,
  look,
  makeLive,
  makeStage,
  type Stage,
  start,
  whatListenersSee,
} from "#server/test-live.ts"
import { audienceChannel } from "../domain/signals.ts"
import { countAudiences } from "./audience.ts"
import { sendMessage } from "./chat.ts"
import { relayMessage } from "./chat-relay.ts"
import { listEvents } from "./events.ts"
import { getLiveView } from "./live-page.ts"
import { endEverything, getControlView, stopLive } from "./livestreams.ts"
import { stopSession } from "./session-control.ts"
import { listWebinars, rescheduleWebinar } from "./webinars.ts"

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS
/** 10:00 to 11:00 in Paris, a week after the day on which the tests begin. */
const REAL_DAY = { startDate: "2026-11-30", startTime: "10:00", durationMinutes: 60 }
const REAL_START = Date.parse("2026-11-30T09:00:00Z")

const ENDINGS = {
  "stopped by its presenter": async (stage: Stage, id: string) => {
    await stopLive(stage.deps, stage.owner, { webinarId: stage.webinarId })
    await advanceTo(stage, id, "ended")
  },
  "ended for everybody": async (stage: Stage, id: string) => {
    await endEverything(stage.deps, stage.owner, { webinarId: stage.webinarId })
    await advanceTo(stage, id, "ended")
  },
  "ended in BBB": async (stage: Stage, id: string) => {
    stage.deps.bbb.meetings.delete(stage.meetingId)
    stage.deps.clock.advance(11_000)
    await look(stage, id)
    await advanceTo(stage, id, "ended")
  },
} satisfies Record<string, (stage: Stage, id: string) => Promise<void>>

const EVERY_ENDING = Object.entries(ENDINGS)

function moveToRealDay({ deps, owner, webinarId }: Stage) {
  return rescheduleWebinar(deps, owner, { webinarId, ...REAL_DAY })
}

/** Started a week before its time. */
async function makeEarlyLive() {
  const stage = await makeStage()
  await moveToRealDay(stage)
  const id = await start(stage)
  await advanceTo(stage, id, "waiting_for_picture")
  await comesOnAir(stage, id)
  return { ...stage, id }
}

async function makeFailure(stage: Stage) {
  stage.deps.bbb.trouble = "unauthorized"
  const id = await start(stage)
  await advanceTo(stage, id, "failed")
  stage.deps.bbb.trouble = null
}

function toRealDay({ deps }: Stage, minute: number) {
  deps.clock.set(new Date(REAL_START + minute * MINUTE_MS))
}

async function listedAs({ deps }: Stage) {
  const list = await listEvents(deps, ANYBODY, { query: "", state: "all" })
  return Object.entries(list).flatMap(([name, cards]) => cards.map(({ state }) => `${name}: ${state}`))
}

async function viewOf({ deps, webinarId }: Stage) {
  const { event } = await getWebinar(deps, webinarId)
  return getLiveView(deps, ANYBODY, { slug: event.slug })
}

function controlOf({ deps, owner, webinarId }: Stage) {
  return getControlView(deps, owner, { webinarId })
}

async function say({ deps, eventId, owner }: Stage, text: string) {
  await sendMessage(deps, owner, { eventId, clientId: `c-${text}`, text })
  const [row] = await deps.db.select().from(chatMessages).where(eq(chatMessages.text, text))
  if (!row) throw new Error("the message was not stored")
  return row
}

describe("a webinar rehearsed by moving its dates", () => {
  test.each(EVERY_ENDING)("and %s is to come again once the real dates are set", async (_how, end) => {
    const live = await makeLive()
    await end(live, live.id)
    await moveToRealDay(live)
    live.deps.clock.advance(DAY_MS)
    expect(await whatListenersSee(live)).toBe("scheduled")
    expect(await listedAs(live)).toEqual(["upcoming: scheduled"])
    toRealDay(live, -10)
    expect(await whatListenersSee(live)).toBe("lobby")
  })

  test("in vain tells nobody on the real day that it failed", async () => {
    const stage = await makeStage()
    await makeFailure(stage)
    expect(await whatListenersSee(stage)).toBe("waiting")
    await moveToRealDay(stage)
    expect(await whatListenersSee(stage)).toBe("scheduled")
    expect((await controlOf(stage)).livestream).toMatchObject({
      state: "failed",
      failure: "bbb_unauthorized",
    })
    toRealDay(stage, -10)
    expect(await whatListenersSee(stage)).toBe("lobby")
    expect((await controlOf(stage)).livestream).toBeNull()
  })
})

test("an administrator's stop is told to presenters for a day, though it was of a rehearsal", async () => {
  const live = await makeEarlyLive()
  const { deps, id } = live
  await stopSession(deps, await makeAdmin(deps), { livestreamId: id, reason: "fire drill" })
  await advanceTo(live, id, "ended")
  expect((await controlOf(live)).livestream).toMatchObject({ stopReason: "admin" })
  deps.clock.advance(DAY_MS)
  expect((await controlOf(live)).livestream).toBeNull()
})

test("a rehearsal that was stopped because others need its gateway says so", async () => {
  const live = await makeEarlyLive()
  live.deps.bbb.enter(live.meetingId, "ada")
  await makeWebinar(live.deps, await makeTeacher(live.deps), { startTime: "11:00" })
  live.deps.clock.set(new Date("2026-11-23T09:46:00Z"))
  await look(live, live.id)
  await advanceTo(live, live.id, "ended")
  expect((await controlOf(live)).livestream).toMatchObject({ stopReason: "promised" })
})

describe("a webinar rehearsed before its time, its dates left as they are,", () => {
  test.each(EVERY_ENDING)("and %s is still to come", async (_how, end) => {
    const live = await makeEarlyLive()
    expect(await whatListenersSee(live)).toBe("live")
    await end(live, live.id)
    expect(await whatListenersSee(live)).toBe("scheduled")
    expect(await listedAs(live)).toEqual(["upcoming: scheduled"])
    toRealDay(live, -10)
    expect(await whatListenersSee(live)).toBe("lobby")
    expect(await listedAs(live)).toEqual(["upcoming: lobby"])
  })

  test("is over for its listeners as soon as it is ended, and not only stopped", async () => {
    const live = await makeEarlyLive()
    await endEverything(live.deps, live.owner, { webinarId: live.webinarId })
    expect(await whatListenersSee(live)).toBe("ended")
  })

  test("shows as planned to its presenters, who still read what happened", async () => {
    const live = await makeEarlyLive()
    await ENDINGS["ended for everybody"](live, live.id)
    const view = await controlOf(live)
    expect(view).toMatchObject({ livestream: null, live: { state: "scheduled", facts: { endedAt: null } } })
    expect(view.log).toContainEqual(expect.objectContaining({ to: "ended" }))
    const [card] = await listWebinars(live.deps, live.owner)
    expect(card).toMatchObject({ state: "scheduled" })
  })

  test("has its listeners counted and their messages carried on the real day", async () => {
    const live = await makeEarlyLive()
    const before = await say(live, "at the rehearsal")
    await ENDINGS["ended for everybody"](live, live.id)
    toRealDay(live, -10)
    live.deps.realtime.counts.set(audienceChannel({ id: live.eventId }), 7)
    await countAudiences(live.deps)
    expect((await viewOf(live)).listeners).toBe(7)
    const now = await say(live, "on the real day")
    await expect(relayMessage(live.deps, { messageId: now.id })).rejects.toMatchObject({ retryable: true })
    await relayMessage(live.deps, { messageId: before.id })
    const rows = await live.deps.db.select().from(chatMessages)
    expect(rows.map(({ text, delivery }) => [text, delivery])).toEqual([
      ["at the rehearsal", "not_delivered"],
      ["on the real day", "waiting"],
    ])
  })

  test("has its messages timed from the first picture of the real day", async () => {
    const live = await makeEarlyLive()
    await ENDINGS["ended in BBB"](live, live.id)
    toRealDay(live, -5)
    const id = await start(live)
    await advanceTo(live, id, "waiting_for_picture")
    await comesOnAir(live, id)
    await ENDINGS["ended for everybody"](live, id)
    const { liveAt } = await livestreamOf(live, id)
    expect(await viewOf(live)).toMatchObject({ state: "ended", replayFrom: liveAt })
  })

  test("and never started again is over without a length", async () => {
    const live = await makeEarlyLive()
    await ENDINGS["ended for everybody"](live, live.id)
    toRealDay(live, 61)
    expect(await viewOf(live)).toMatchObject({
      state: "ended",
      since: null,
      replayFrom: null,
      facts: { endedAt: null, livestream: null },
    })
  })
})

describe("from the lobby on what ends is of the day", () => {
  test("also a start that failed five minutes before", async () => {
    const stage = await makeStage()
    await moveToRealDay(stage)
    toRealDay(stage, -5)
    await makeFailure(stage)
    expect(await whatListenersSee(stage)).toBe("waiting")
  })

  test("also a live that began the evening before", async () => {
    const live = await makeEarlyLive()
    live.deps.clock.set(new Date(REAL_START - 15 * MINUTE_MS))
    live.deps.media.play(live.gateway.playlist)
    await ENDINGS["ended for everybody"](live, live.id)
    expect(await whatListenersSee(live)).toBe("ended")
    toRealDay(live, 5)
    expect(await whatListenersSee(live)).toBe("ended")
  })
})
