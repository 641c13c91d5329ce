import { describe, expect, test } from "vitest"
import { findReservation } from "#db/queries/gateways.ts"
import type { Extension } from "#server/domain/webinar.ts"
import { plan } from "#server/test-direct.ts"
import { getWebinar, makeAdmin, makeTeacher, makeUser, makeWebinar } from "#server/test-factories.ts"
import {
  advanceTo,
  comesOnAir,
  look,
  makeLive,
  makeStage,
  openOf,
  type Stage,
  start,
  whatListenersSee,
} from "#server/test-live.ts"
import { getControlView, stopLive } from "./livestreams.ts"
import { extendWebinar } from "./planned-end.ts"
import { rescheduleWebinar } from "./webinars.ts"

const MINUTE_MS = 60_000

type Live = Awaited<ReturnType<typeof makeLive>>

/** Planned from 10:00 to 11:00 in Paris. */
async function atMinute(live: Live, minute: number) {
  live.deps.clock.set(new Date(Date.parse("2026-11-23T09:00:00Z") + minute * MINUTE_MS))
  return look(live, live.id)
}

function controlsOf({ deps, owner, webinarId }: Live) {
  return getControlView(deps, owner, { webinarId })
}

function extend({ deps, owner, webinarId }: Live, minutes: Extension) {
  return extendWebinar(deps, owner, { webinarId, minutes })
}

function warnings({ deps, webinarId }: Live) {
  return deps.realtime.published.filter(
    ({ channel, signals }) =>
      channel === `private-webinar-${webinarId}` && signals.some(({ type }) => type === "control.changed"),
  ).length
}

function onlyTheGatewayStays({ deps, meetingId, id }: Live) {
  const meeting = deps.bbb.meetings.get(meetingId)
  if (meeting) meeting.attendees = meeting.attendees.filter(({ userId }) => userId === `stream-${id}`)
}

function moveTo({ deps, owner, webinarId }: Stage, given: { startDate?: string; startTime?: string }) {
  const dates = { startDate: "2026-11-23", startTime: "10:00", durationMinutes: 60, ...given }
  return rescheduleWebinar(deps, owner, { webinarId, ...dates })
}

/** The next webinar on the only gateway: its margin begins a quarter of an hour before its start. */
async function nextWebinarAt(live: Live, startTime: string) {
  return makeWebinar(live.deps, await makeTeacher(live.deps), { startTime })
}

describe("five minutes before the planned end", () => {
  test("presenters are told once, and told again when the end has moved", async () => {
    const live = await makeLive()
    const before = warnings(live)
    await atMinute(live, 54)
    expect(warnings(live)).toBe(before)
    await atMinute(live, 55)
    await atMinute(live, 56)
    expect(warnings(live)).toBe(before + 1)
    await extend(live, 15)
    const extended = warnings(live)
    await atMinute(live, 71)
    await atMinute(live, 72)
    expect(warnings(live)).toBe(extended + 1)
  })

  test("the control room says when, and whether it can go on", async () => {
    const live = await makeLive()
    const { event } = await getWebinar(live.deps, live.webinarId)
    expect((await controlsOf(live)).plannedEnd).toEqual({ at: event.endAt, canExtend: true, neededAt: null })
    await nextWebinarAt(live, "11:30")
    expect((await controlsOf(live)).plannedEnd).toMatchObject({ at: event.endAt, canExtend: false })
    await stopLive(live.deps, live.owner, { webinarId: live.webinarId })
    expect((await controlsOf(live)).plannedEnd).toBeNull()
  })
})

describe("an extension", () => {
  test("moves the end and the reservation, and what listeners see goes on", async () => {
    const live = await makeLive()
    const { event } = await getWebinar(live.deps, live.webinarId)
    const { endAt } = await extend(live, 30)
    expect(endAt.getTime()).toBe(event.endAt.getTime() + 30 * MINUTE_MS)
    const reservation = await findReservation(live.deps.db, live.webinarId)
    expect(reservation?.toAt.getTime()).toBe(endAt.getTime() + 15 * MINUTE_MS)
    expect((await getWebinar(live.deps, live.webinarId)).event.endAt).toEqual(endAt)
    expect(await atMinute(live, 80)).toMatchObject({ state: "live" })
  })

  test.each([
    [100, 15, 120],
    [67, 15, 90],
    [75, 15, 90],
    [67, 60, 135],
  ] as const)(
    "of an overrun counts from now and makes a duration of the list: at minute %i by %i to %i",
    async (minute, by, duration) => {
      const live = await makeLive()
      const { event } = await getWebinar(live.deps, live.webinarId)
      await atMinute(live, minute)
      const { endAt } = await extend(live, by)
      expect(endAt.getTime() - event.startAt.getTime()).toBe(duration * MINUTE_MS)
    },
  )

  test("is refused when the gateway is promised to somebody else by then, and changes nothing", async () => {
    const live = await makeLive()
    const before = await findReservation(live.deps.db, live.webinarId)
    await nextWebinarAt(live, "11:45")
    await expect(extend(live, 30)).rejects.toMatchObject({ code: "no_gateway" })
    expect(await findReservation(live.deps.db, live.webinarId)).toEqual(before)
  })

  test("needs a live that runs", async () => {
    const stage = await makeStage()
    const { deps, owner, webinarId } = stage
    await expect(extendWebinar(deps, owner, { webinarId, minutes: 15 })).rejects.toMatchObject({
      code: "conflict",
    })
  })
})

describe("an overrun", () => {
  test("is never cut while nobody else needs the gateway", async () => {
    const live = await makeLive()
    live.deps.bbb.enter(live.meetingId, "ada")
    for (let minute = 61; minute < 300; minute += 10)
      expect(await atMinute(live, minute)).toMatchObject({ state: "live" })
  })

  test("ends when the set-up of the next webinar on its gateway begins, and says why", async () => {
    const live = await makeLive()
    live.deps.bbb.enter(live.meetingId, "ada")
    await nextWebinarAt(live, "11:30")
    expect(await atMinute(live, 74)).toMatchObject({ state: "live" })
    expect(await atMinute(live, 75)).toMatchObject({ state: "stopping", stopReason: "planned_end" })
    expect(await whatListenersSee(live)).toBe("stopped")
  })

  test("ends in time for an event without a webinar on its gateway's broadcaster", async () => {
    const live = await makeLive()
    live.deps.bbb.enter(live.meetingId, "ada")
    const { deps, gateway } = live
    const broadcaster = { id: `broadcaster-${gateway.id}` }
    await plan({ deps, admin: await makeAdmin(deps), broadcaster }, { startTime: "11:30" })
    await expect(extend(live, 30)).rejects.toMatchObject({ code: "no_gateway" })
    expect(await atMinute(live, 74)).toMatchObject({ state: "live" })
    expect(await atMinute(live, 75)).toMatchObject({ state: "stopping", stopReason: "planned_end" })
  })

  test("ends ten minutes after the last person left the meeting to the gateway", async () => {
    const live = await makeLive()
    live.deps.bbb.enter(live.meetingId, "ada")
    await atMinute(live, 65)
    onlyTheGatewayStays(live)
    expect(await atMinute(live, 66)).toMatchObject({ state: "live" })
    expect(await atMinute(live, 75)).toMatchObject({ state: "live" })
    expect(await atMinute(live, 77)).toMatchObject({ state: "stopping", stopReason: "planned_end" })
  })

  test("goes on when somebody came back within the ten minutes", async () => {
    const live = await makeLive()
    await atMinute(live, 65)
    live.deps.bbb.enter(live.meetingId, "ada")
    await atMinute(live, 70)
    onlyTheGatewayStays(live)
    await atMinute(live, 74)
    expect(await atMinute(live, 78)).toMatchObject({ state: "live" })
  })
})

describe("outside its planned time", () => {
  test("a live put off while it runs ends ten minutes after the last person left", async () => {
    const live = await makeLive()
    live.deps.bbb.enter(live.meetingId, "ada")
    await moveTo(live, { startDate: "2026-11-30" })
    expect(await atMinute(live, 30)).toMatchObject({ state: "live" })
    onlyTheGatewayStays(live)
    await atMinute(live, 31)
    expect(await atMinute(live, 40)).toMatchObject({ state: "live" })
    expect(await atMinute(live, 42)).toMatchObject({ state: "stopping", stopReason: "planned_end" })
  })

  test("a rehearsal that nobody ended gives its gateway back, and keeps the one of the real day", async () => {
    const stage = await makeStage()
    await moveTo(stage, { startDate: "2026-11-30" })
    const reserved = await findReservation(stage.deps.db, stage.webinarId)
    const id = await start(stage)
    await advanceTo(stage, id, "waiting_for_picture")
    await comesOnAir(stage, id)
    const live = { ...stage, id, session: "" }
    await atMinute(live, 5)
    expect(await atMinute(live, 16)).toMatchObject({ state: "stopping", stopReason: "planned_end" })
    expect(await advanceTo(live, id, "ended")).toMatchObject({ gatewayEngaged: false })
    expect(await findReservation(stage.deps.db, stage.webinarId)).toEqual(reserved)
    expect(await whatListenersSee(live)).toBe("scheduled")
  })

  test("a start for today may wait for its presenters from an hour before the set-up", async () => {
    const live = await makeLive()
    await moveTo(live, { startTime: "11:00" })
    for (const minute of [1, 20, 44]) expect(await atMinute(live, minute)).toMatchObject({ state: "live" })
  })

  test("an empty meeting counts neither from the set-up on nor from before the planned end", async () => {
    const live = await makeLive()
    await moveTo(live, { startTime: "10:30" })
    for (const minute of [6, 14, 15, 17, 29, 89, 91, 99])
      expect(await atMinute(live, minute), `at ${minute}`).toMatchObject({ state: "live" })
    expect(await atMinute(live, 101)).toMatchObject({ state: "stopping", stopReason: "planned_end" })
  })
})

test("an empty meeting before the planned end stops nothing", async () => {
  const live = await makeLive()
  for (const minute of [5, 20, 40, 59]) expect(await atMinute(live, minute)).toMatchObject({ state: "live" })
})

test("a start that is still waiting for its picture is kept to the plan too", async () => {
  const stage = await makeStage()
  const id = await start(stage)
  await look(stage, id, 3)
  await makeWebinar(stage.deps, await makeUser(stage.deps, { affiliations: ["faculty"] }), {
    startTime: "11:30",
  })
  expect(await openOf(stage)).toMatchObject({ state: "waiting_for_picture" })
  stage.deps.clock.set(new Date("2026-11-23T10:15:30Z"))
  expect(await look(stage, id)).toMatchObject({ state: "stopping", stopReason: "planned_end" })
})
