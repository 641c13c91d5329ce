import { describe, expect, test } from "vitest"
import { write } from "#db/client.ts"
import { findReservation, updateGateway } from "#db/queries/gateways.ts"
import { parseHandover } from "#server/domain/incident.ts"
import type { UserActor } from "#server/domain/policy.ts"
import { plan } from "#server/test-direct.ts"
import { getWebinar, makeAdmin, makeGateway, makeTeacher, makeWebinar } from "#server/test-factories.ts"
import {
  advanceTo,
  comesOnAir,
  livestreamOf,
  look,
  makeLive,
  makeStage,
  makeStageOfTwo,
  openOf,
  reasonsOf,
  type Stage,
  start,
} from "#server/test-live.ts"
import { failOver } from "./failover.ts"
import { findRun } from "./livestream-run.ts"
import { endEverything, getControlView, restartLive, startLive } from "./livestreams.ts"
import { endMeeting } from "./meeting-end.ts"
import { rescheduleWebinar } from "./webinars.ts"

const NEXT_WEEK = { startDate: "2026-11-30", startTime: "10:00", durationMinutes: 60 }

/** Of today, in Paris. */
function setClock({ deps }: Pick<Stage, "deps">, time: string) {
  deps.clock.set(new Date(Date.parse(`2026-11-23T${time}:00Z`) - 60 * 60_000))
}

async function planForNextWeek(stage: Stage) {
  await rescheduleWebinar(stage.deps, stage.owner, { webinarId: stage.webinarId, ...NEXT_WEEK })
}

/** The first webinar is of next week; somebody else's is today at eleven, on the same gateway. */
async function makeRehearsal() {
  const stage = await makeStage({ name: "Gateway 1" })
  await planForNextWeek(stage)
  const other = await makeTeacher(stage.deps)
  const { webinar } = await makeWebinar(stage.deps, other, { startTime: "11:00" })
  const second = () => makeGateway(stage.deps, { name: "Gateway 2" })
  return { ...stage, second, next: { owner: other, webinarId: webinar.id } }
}

async function startNext({ deps }: Stage, next: { owner: UserActor; webinarId: string }) {
  await startLive(deps, next.owner, { webinarId: next.webinarId })
  return openOf({ ...({ deps } as Stage), webinarId: next.webinarId })
}

describe("a start outside its own time", () => {
  test("leaves a gateway to the webinar that it is promised to now", async () => {
    const stage = await makeRehearsal()
    const second = await stage.second()
    setClock(stage, "10:50")
    await start(stage)
    expect(await openOf(stage)).toMatchObject({ gatewayId: second.id })
    expect(await startNext(stage, stage.next)).toMatchObject({ gatewayId: stage.gateway.id })
  })

  test("is refused where the only gateway is promised to somebody else now", async () => {
    const stage = await makeRehearsal()
    setClock(stage, "10:50")
    await expect(start(stage)).rejects.toMatchObject({ code: "no_gateway" })
    expect(await startNext(stage, stage.next)).toMatchObject({ gatewayId: stage.gateway.id })
  })

  test("prefers a gateway that nobody needs soon, whatever is reserved for another day", async () => {
    const stage = await makeRehearsal()
    const second = await stage.second()
    setClock(stage, "10:20")
    await start(stage)
    expect(await openOf(stage)).toMatchObject({ gatewayId: second.id })
  })

  test("shortly before its own time takes its own gateway", async () => {
    const stage = await makeStage({ name: "Gateway 2" })
    await makeGateway(stage.deps, { name: "Gateway 1" })
    setClock(stage, "09:30")
    await start(stage)
    expect(await openOf(stage)).toMatchObject({ gatewayId: stage.gateway.id })
  })

  test("restarts elsewhere when its gateway is promised to somebody else meanwhile", async () => {
    const stage = await makeRehearsal()
    setClock(stage, "10:20")
    const id = await start(stage)
    await advanceTo(stage, id, "waiting_for_picture")
    const second = await stage.second()
    setClock(stage, "10:45")
    await restartLive(stage.deps, stage.owner, { webinarId: stage.webinarId })
    await look(stage, id)
    expect(await openOf(stage)).toMatchObject({ state: "requested", gatewayId: second.id })
  })

  test("does not move the reservation of the real day when a gateway fails", async () => {
    const stage = await makeRehearsal()
    const second = await stage.second()
    setClock(stage, "10:20")
    const id = await start(stage)
    await advanceTo(stage, id, "waiting_for_picture")
    expect(await livestreamOf(stage, id)).toMatchObject({ gatewayId: second.id })
    const third = await makeGateway(stage.deps, { name: "Gateway 3" })
    const run = await findRun(stage.deps, { livestreamId: id })
    expect(run && (await failOver(stage.deps, run, "gateway_never_joined"))).toBe(true)
    expect(await livestreamOf(stage, id)).toMatchObject({ gatewayId: third.id })
    expect(await findReservation(stage.deps.db, stage.webinarId)).toMatchObject({
      gatewayId: stage.gateway.id,
    })
  })
})

describe("a live outside its own time", () => {
  test("is warned of and ends when the set-up of the next webinar on its gateway begins", async () => {
    const stage = await makeRehearsal()
    setClock(stage, "10:35")
    const id = await start(stage)
    await advanceTo(stage, id, "waiting_for_picture")
    await comesOnAir(stage, id)
    const { plannedEnd } = await getControlView(stage.deps, stage.owner, { webinarId: stage.webinarId })
    expect(plannedEnd?.neededAt).toEqual(new Date("2026-11-23T09:45:00Z"))
    const told = () => stage.deps.realtime.published.length
    setClock(stage, "10:39")
    await look(stage, id)
    const before = told()
    setClock(stage, "10:40")
    await look(stage, id)
    expect(told()).toBe(before + 1)
    setClock(stage, "10:44")
    expect(await look(stage, id)).toMatchObject({ state: "live" })
    expect(told()).toBe(before + 1)
    setClock(stage, "10:45")
    expect(await look(stage, id)).toMatchObject({ state: "stopping", stopReason: "promised" })
    await advanceTo(stage, id, "ended")
    expect(await startNext(stage, stage.next)).toMatchObject({ gatewayId: stage.gateway.id })
  })

  test("ends in time for an event without a webinar on its gateway's broadcaster", async () => {
    const stage = await makeStage()
    await planForNextWeek(stage)
    const { deps, gateway } = stage
    const broadcaster = { id: `broadcaster-${gateway.id}` }
    await plan({ deps, admin: await makeAdmin(deps), broadcaster }, { startTime: "13:00" })
    setClock(stage, "11:30")
    const id = await start(stage)
    await advanceTo(stage, id, "waiting_for_picture")
    await comesOnAir(stage, id)
    deps.bbb.enter(stage.meetingId, "ada")
    setClock(stage, "12:44")
    expect(await look(stage, id)).toMatchObject({ state: "live" })
    setClock(stage, "12:45")
    expect(await look(stage, id)).toMatchObject({ state: "stopping", stopReason: "promised" })
  })

  test("goes on at another gateway where one is free", async () => {
    const stage = await makeRehearsal()
    setClock(stage, "10:35")
    const id = await start(stage)
    await advanceTo(stage, id, "waiting_for_picture")
    await comesOnAir(stage, id)
    const second = await stage.second()
    setClock(stage, "10:45")
    expect(await look(stage, id)).toMatchObject({ state: "gateway_starting", gatewayId: second.id })
    expect(await findReservation(stage.deps.db, stage.webinarId)).toMatchObject({
      gatewayId: stage.gateway.id,
    })
  })

  test("because it was put off ends when somebody else was given its gateway", async () => {
    const live = await makeLive()
    await planForNextWeek(live)
    await makeWebinar(live.deps, await makeTeacher(live.deps), { startTime: "10:45" })
    setClock(live, "10:29")
    expect(await look(live, live.id)).toMatchObject({ state: "live" })
    setClock(live, "10:30")
    expect(await look(live, live.id)).toMatchObject({ state: "stopping", stopReason: "promised" })
  })

  test("goes on when the next webinar was put off", async () => {
    const stage = await makeRehearsal()
    setClock(stage, "10:35")
    const id = await start(stage)
    await advanceTo(stage, id, "waiting_for_picture")
    await comesOnAir(stage, id)
    const { next, deps } = stage
    deps.bbb.enter(stage.meetingId, "ada")
    await rescheduleWebinar(deps, next.owner, { webinarId: next.webinarId, ...NEXT_WEEK, startTime: "14:00" })
    setClock(stage, "10:50")
    expect(await look(stage, id, 3)).toMatchObject({ state: "live" })
  })
})

test("an overrun goes on at a free gateway when somebody else needs its own, and is left alone there", async () => {
  const live = await makeLive({ name: "Gateway 1" })
  live.deps.bbb.enter(live.meetingId, "ada")
  await makeWebinar(live.deps, await makeTeacher(live.deps), { startTime: "11:30" })
  const second = await makeGateway(live.deps, { name: "Gateway 2" })
  setClock(live, "11:15")
  expect(await look(live, live.id)).toMatchObject({ state: "gateway_starting", gatewayId: second.id })
  await advanceTo(live, live.id, "waiting_for_picture")
  await comesOnAir({ ...live, gateway: second }, live.id)
  setClock(live, "11:20")
  expect(await look(live, live.id)).toMatchObject({ state: "live", gatewayId: second.id })
})

test("a live without a reservation goes on at a free gateway when somebody else needs its own, and keeps that one", async () => {
  const live = await makeLive({ name: "Gateway 1" })
  const { deps, owner, webinarId } = live
  await endEverything(deps, owner, { webinarId })
  await advanceTo(live, live.id, "ended")
  await endMeeting(deps, { webinarId })
  await makeWebinar(deps, await makeTeacher(deps), { startTime: "10:30" })
  const again = await start(live)
  await advanceTo(live, again, "waiting_for_picture")
  await comesOnAir(live, again)
  expect(await findReservation(deps.db, webinarId)).toBeNull()
  const second = await makeGateway(deps, { name: "Gateway 2" })
  setClock(live, "10:15")
  expect(await look(live, again)).toMatchObject({ state: "gateway_starting", gatewayId: second.id })
  expect(await findReservation(deps.db, webinarId)).toMatchObject({ gatewayId: second.id })
})

describe("a live within its own time on a gateway that somebody else needs now", () => {
  async function onTheOthersGateway() {
    const stage = await makeStageOfTwo()
    const { deps, gateway, second, webinarId } = stage
    const other = await makeTeacher(deps)
    const { webinar } = await makeWebinar(deps, other, { startTime: "10:45" })
    expect(await findReservation(deps.db, webinar.id)).toMatchObject({ gatewayId: second.id })
    deps.gateway.trouble.start = "unauthorized"
    const id = await start(stage)
    await advanceTo(stage, id, "gateway_starting")
    await look(stage, id)
    deps.gateway.trouble.start = null
    await advanceTo(stage, id, "waiting_for_picture")
    await comesOnAir({ ...stage, gateway: second }, id)
    expect(await livestreamOf(stage, id)).toMatchObject({ gatewayId: second.id })
    expect(await findReservation(deps.db, webinarId)).toMatchObject({ gatewayId: gateway.id })
    setClock(stage, "10:30")
    return { ...stage, id, next: { owner: other, webinarId: webinar.id } }
  }

  test("goes on at another one", async () => {
    const live = await onTheOthersGateway()
    expect(await look(live, live.id)).toMatchObject({ state: "gateway_starting", gatewayId: live.gateway.id })
    const handovers = (await reasonsOf(live, live.id)).map(parseHandover)
    expect(handovers.at(-1)).toMatchObject({ kind: "promised", from: "Gateway 2", to: "Gateway 1" })
    expect((await getWebinar(live.deps, live.webinarId)).event.broadcasterId).toBe(
      `broadcaster-${live.gateway.id}`,
    )
  })

  test("ends where there is no other one", async () => {
    const live = await onTheOthersGateway()
    const { deps, gateway } = live
    await write(deps.db, (tx) => updateGateway(tx, gateway.id, { maintenance: "cables" }))
    expect(await look(live, live.id)).toMatchObject({ state: "stopping", stopReason: "promised" })
  })
})
