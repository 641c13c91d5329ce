import { describe, expect, test } from "vitest"
import { findReservation } from "#db/queries/gateways.ts"
import { makeGateway, makeTeacher, makeWebinar } from "#server/test-factories.ts"
import {
  advanceTo,
  comesOnAir,
  look,
  makeLive,
  makeStage,
  openOf,
  type Stage,
  start,
} from "#server/test-live.ts"
import { probeDueGateways } from "./gateway-health.ts"
import { endEverything, stopLive } from "./livestreams.ts"
import { endMeeting } from "./meeting-end.ts"
import { listReleasing } from "./releasing.ts"
import { rescheduleWebinar } from "./webinars.ts"

const TODAY = { startDate: "2026-11-23", durationMinutes: 60 }

/** Of today, in Paris. */
function setClock({ deps }: Pick<Stage, "deps">, time: string) {
  deps.clock.set(momentOf(time))
}

function momentOf(time: string) {
  return new Date(Date.parse(`2026-11-23T${time}:00Z`) - 60 * 60_000)
}

/** Somebody else's webinar. */
async function plan({ deps }: Pick<Stage, "deps">, startTime: string, given = {}) {
  const owner = await makeTeacher(deps)
  const { webinar } = await makeWebinar(deps, owner, { startTime, ...given })
  return { owner, webinarId: webinar.id }
}

async function reservedBy({ deps }: Pick<Stage, "deps">, { webinarId }: { webinarId: string }) {
  return (await findReservation(deps.db, webinarId))?.gatewayId ?? null
}

/** Planned from ten to eleven; at twenty past eleven it still goes on, with somebody in its meeting. */
async function makeOverrun() {
  const live = await makeLive({ name: "Gateway 1" })
  const second = await makeGateway(live.deps, { name: "Gateway 2" })
  live.deps.bbb.enter(live.meetingId, "ada")
  setClock(live, "11:20")
  await look(live, live.id)
  return { ...live, second }
}

describe("a webinar that is planned for soon", () => {
  test("gets a gateway that is idle, and an overrun on another one goes on", async () => {
    const live = await makeOverrun()
    expect(await reservedBy(live, await plan(live, "11:30"))).toBe(live.second.id)
    setClock(live, "11:31")
    expect(await look(live, live.id)).toMatchObject({ state: "live", gatewayId: live.gateway.id })
  })

  test("gets the gateway of an overrun where no other is free", async () => {
    const live = await makeOverrun()
    await plan(live, "11:30")
    expect(await reservedBy(live, await plan(live, "11:45"))).toBe(live.gateway.id)
  })

  test("because it was moved leaves its gateway to the overrun that is on it", async () => {
    const live = await makeLive({ name: "Gateway 1" })
    const next = await plan(live, "18:00")
    expect(await reservedBy(live, next)).toBe(live.gateway.id)
    const second = await makeGateway(live.deps, { name: "Gateway 2" })
    setClock(live, "11:20")
    const { webinarId } = next
    await rescheduleWebinar(live.deps, next.owner, { webinarId, ...TODAY, startTime: "11:30" })
    expect(await reservedBy(live, next)).toBe(second.id)
  })

  test("because it was moved keeps the gateway that carries itself", async () => {
    const live = await makeOverrun()
    const { deps, owner, webinarId } = live
    await rescheduleWebinar(deps, owner, { webinarId, ...TODAY, startTime: "10:15", durationMinutes: 120 })
    expect(await reservedBy(live, live)).toBe(live.gateway.id)
  })

  test("gets another one than the gateway that has not confirmed its stop", async () => {
    const live = await makeLive({ name: "Gateway 1" })
    const { deps, gateway } = live
    const second = await makeGateway(deps, { name: "Gateway 2" })
    deps.gateway.trouble.stop = "unreachable"
    await stopLive(deps, live.owner, { webinarId: live.webinarId })
    setClock(live, "11:20")
    await advanceTo(live, live.id, "ended")
    expect([...(await listReleasing(deps.db))]).toEqual([gateway.id])
    expect(await reservedBy(live, await plan(live, "11:30"))).toBe(second.id)
  })
})

test("a webinar of another day gets the first gateway, whatever that carries now", async () => {
  const live = await makeOverrun()
  expect(await reservedBy(live, await plan(live, "11:30", { startDate: "2026-11-24" }))).toBe(live.gateway.id)
})

describe("a live that was started again after an end for everybody", () => {
  async function endedByMistake(durationMinutes = 60) {
    const stage = await makeStage({ name: "Gateway 1" })
    const { deps, owner, webinarId } = stage
    await rescheduleWebinar(deps, owner, { webinarId, ...TODAY, startTime: "10:00", durationMinutes })
    const id = await start(stage)
    await advanceTo(stage, id, "waiting_for_picture")
    await comesOnAir(stage, id)
    setClock(stage, "10:10")
    await endEverything(deps, owner, { webinarId })
    const over = async () => {
      await advanceTo(stage, id, "ended")
      await endMeeting(deps, { webinarId })
    }
    return { ...stage, over }
  }

  test("keeps its gateway until its end: whoever plans one now gets another", async () => {
    const stage = await endedByMistake()
    await stage.over()
    const second = await makeGateway(stage.deps, { name: "Gateway 2" })
    expect(await reservedBy(stage, stage)).toBeNull()
    const again = await start(stage)
    expect(await findReservation(stage.deps.db, stage.webinarId)).toMatchObject({
      gatewayId: stage.gateway.id,
      toAt: momentOf("11:15"),
    })
    await advanceTo(stage, again, "waiting_for_picture")
    await comesOnAir(stage, again)
    expect(await reservedBy(stage, await plan(stage, "10:20"))).toBe(second.id)
    setClock(stage, "10:30")
    expect(await look(stage, again)).toMatchObject({ state: "live", gatewayId: stage.gateway.id })
  })

  test("keeps it too when the start came before the gateway had stopped", async () => {
    const stage = await endedByMistake()
    await start(stage)
    await stage.over()
    expect(await openOf(stage)).toMatchObject({ gatewayId: stage.gateway.id })
    expect(await reservedBy(stage, stage)).toBe(stage.gateway.id)
  })

  test("gets a gateway that is free until its end rather than the first one", async () => {
    const stage = await endedByMistake(180)
    await stage.over()
    await plan(stage, "12:00")
    const second = await makeGateway(stage.deps, { name: "Gateway 2" })
    await start(stage)
    expect(await openOf(stage)).toMatchObject({ gatewayId: second.id })
    expect(await reservedBy(stage, stage)).toBe(second.id)
  })

  test("takes nothing that was promised to somebody else meanwhile", async () => {
    const stage = await endedByMistake()
    await stage.over()
    const next = await plan(stage, "10:30")
    await start(stage)
    expect(await reservedBy(stage, stage)).toBeNull()
    expect(await reservedBy(stage, next)).toBe(stage.gateway.id)
  })

  test("reserves nothing where its planned end is past", async () => {
    const stage = await endedByMistake()
    await stage.over()
    setClock(stage, "11:01")
    await start(stage)
    expect(await reservedBy(stage, stage)).toBeNull()
  })
})

test("a live that started elsewhere than at its reserved gateway has that one to its end, and isn't sent back", async () => {
  const stage = await makeStage({ name: "Gateway 1" })
  const second = await makeGateway(stage.deps, { name: "Gateway 2" })
  stage.deps.gateway.dead.add(stage.gateway.url)
  await probeDueGateways(stage.deps)
  const id = await start(stage)
  await advanceTo(stage, id, "waiting_for_picture")
  await comesOnAir({ ...stage, gateway: second }, id)
  stage.deps.bbb.enter(stage.meetingId, "ada")
  expect(await reservedBy(stage, stage)).toBe(second.id)
  expect(await reservedBy(stage, await plan(stage, "10:30"))).toBe(stage.gateway.id)
  setClock(stage, "10:20")
  expect(await look(stage, id)).toMatchObject({ state: "live", gatewayId: second.id })
})
