// What a save does about the gateway of a webinar that is there already, and that the form is told the same before.
import { describe, expect, test } from "vitest"
import { findReservation } from "#db/queries/gateways.ts"
import type { WebinarForm } from "#server/domain/webinar.ts"
import { getWebinar, makeAdmin, makeGateway, makeTeacher, makeWebinar } from "#server/test-factories.ts"
import {
  advanceTo,
  comesOnAir,
  livestreamOf,
  makeLive,
  makeStage,
  type Stage,
  start,
  waitingJobs,
} from "#server/test-live.ts"
import { getAvailability } from "./free-slots.ts"
import { saveBroadcaster, setMaintenance } from "./gateways.ts"
import { endEverything, stopLive } from "./livestreams.ts"
import { deleteWebinar, getWebinarEdit, rescheduleWebinar, saveWebinar } from "./webinars.ts"

/** Of today, in Paris. */
function setClock({ deps }: Pick<Stage, "deps">, time: string) {
  deps.clock.set(new Date(Date.parse(`2026-11-23T${time}:00Z`) - 60 * 60_000))
}

async function save({ deps, owner, webinarId }: Stage, changed: Partial<WebinarForm>) {
  const { form } = await getWebinarEdit(deps, owner, { webinarId })
  return saveWebinar(deps, owner, { webinarId, form: { ...form, ...changed }, loaded: form })
}

/** What the form would say of these dates; undefined: nothing. */
async function isFree({ deps, owner, webinarId }: Stage, changed: Partial<WebinarForm> = {}) {
  const { startDate, startTime, durationMinutes } = {
    ...(await getWebinarEdit(deps, owner, { webinarId })).form,
    ...changed,
  }
  return (await getAvailability(deps, owner, { webinarId, startDate, startTime, durationMinutes }))?.free
}

function reservationOf({ deps, webinarId }: Stage) {
  return findReservation(deps.db, webinarId)
}

async function titleOf({ deps, webinarId }: Stage) {
  return (await getWebinar(deps, webinarId)).event.title
}

/** Ten to eleven, ended by its presenter at ten past ten, on the only gateway. */
async function endedEarly() {
  const live = await makeLive()
  setClock(live, "10:10")
  await endEverything(live.deps, live.owner, { webinarId: live.webinarId })
  await advanceTo(live, live.id, "ended")
  return live
}

async function takenByOthers(stage: Stage) {
  await makeWebinar(stage.deps, await makeTeacher(stage.deps), { startTime: "10:30" })
}

const NEXT_WEEK = { startDate: "2026-11-30", startTime: "10:00", durationMinutes: 60 }

/** A webinar of next week is rehearsed on its gateway, which leaves service meanwhile; the other one is taken then. */
async function rehearsedOnLeaving() {
  const stage = await makeStage({ name: "Gateway 1" })
  const { deps, owner, gateway, webinarId } = stage
  await rescheduleWebinar(deps, owner, { webinarId, ...NEXT_WEEK })
  const second = await makeGateway(deps, { name: "Gateway 2" })
  const { webinar: other } = await makeWebinar(deps, owner, NEXT_WEEK)
  const rehearsal = await start(stage)
  await advanceTo(stage, rehearsal, "waiting_for_picture")
  await comesOnAir(stage, rehearsal)
  await setMaintenance(deps, await makeAdmin(deps), { gatewayId: gateway.id, reason: "cables tonight" })
  expect(await reservationOf(stage)).toMatchObject({ gatewayId: gateway.id })
  return { stage, second, other: other.id, rehearsal }
}

test("the end of a rehearsal moves the real day to another gateway when its own has left service", async () => {
  const { stage, second, other, rehearsal } = await rehearsedOnLeaving()
  const { deps, owner, webinarId } = stage
  await deleteWebinar(deps, owner, { webinarId: other })
  await stopLive(deps, owner, { webinarId })
  await advanceTo(stage, rehearsal, "ended")
  expect(await reservationOf(stage)).toMatchObject({ gatewayId: second.id })
  expect((await getWebinar(deps, webinarId)).event.broadcasterId).toBe(`broadcaster-${second.id}`)
})

describe("a save that leaves dates and mode as they are", () => {
  test("needs no gateway where the webinar is over and somebody else had that time", async () => {
    const live = await endedEarly()
    await takenByOthers(live)
    setClock(live, "18:00")
    expect(await isFree(live)).toBeUndefined()
    await save(live, { title: "A typo less" })
    expect(await titleOf(live)).toBe("A typo less")
    expect(await reservationOf(live)).toBeNull()
    expect(await waitingJobs(live, "mail.send")).toEqual([])
  })

  test("reserves nothing again that an end for everybody gave back", async () => {
    const live = await endedEarly()
    await save(live, { title: "A typo less" })
    expect(await titleOf(live)).toBe("A typo less")
    expect(await reservationOf(live)).toBeNull()
  })

  test("keeps the gateway of a live that goes on while the gateway is out of service", async () => {
    const live = await makeLive()
    const gatewayId = live.gateway.id
    await setMaintenance(live.deps, await makeAdmin(live.deps), { gatewayId, reason: "cables tonight" })
    expect(await isFree(live)).toBe(true)
    await save(live, { title: "New title" })
    expect(await titleOf(live)).toBe("New title")
    expect(await livestreamOf(live, live.id)).toMatchObject({ state: "live", gatewayId })
    expect(await reservationOf(live)).toMatchObject({ gatewayId })
  })

  test("goes to another gateway than the one that left service under a rehearsal, once one is free", async () => {
    const { stage, second, other, rehearsal } = await rehearsedOnLeaving()
    const { deps, owner, gateway } = stage
    await stopLive(deps, owner, { webinarId: stage.webinarId })
    await advanceTo(stage, rehearsal, "ended")
    expect(await isFree(stage)).toBe(false)
    await save(stage, { title: "New title" })
    expect(await titleOf(stage)).toBe("New title")
    expect(await reservationOf(stage)).toMatchObject({ gatewayId: gateway.id })
    await deleteWebinar(deps, owner, { webinarId: other })
    expect(await isFree(stage)).toBe(true)
    await save(stage, { title: "Newer title" })
    expect(await reservationOf(stage)).toMatchObject({ gatewayId: second.id })
  })

  test.each(["with", "without"])("%s a reservation keeps the broadcaster's rules", async (what) => {
    const live = what === "with" ? await makeLive() : await endedEarly()
    const { deps, gateway, webinarId } = live
    const broadcasterId = `broadcaster-${gateway.id}`
    const form = { name: "Lectures", hlsUrl: "", streamName: gateway.streamName }
    const rules = { listed: true, restricted: true }
    await saveBroadcaster(deps, await makeAdmin(deps), { broadcasterId, form: { ...form, ...rules } })
    await save(live, { title: "New title" })
    const { event } = await getWebinar(deps, webinarId)
    expect(event).toMatchObject({ restricted: true, restrictedChoice: false })
  })
})

describe("a save with other dates", () => {
  test("reserves a gateway again for what was ended early", async () => {
    const live = await endedEarly()
    await save(live, { durationMinutes: 120 })
    expect(await reservationOf(live)).toMatchObject({ gatewayId: live.gateway.id })
    expect((await getWebinar(live.deps, live.webinarId)).event.endedAt).toBeNull()
  })

  test("is refused where no gateway is free then, as the form said", async () => {
    const live = await endedEarly()
    await takenByOthers(live)
    expect(await isFree(live, { durationMinutes: 120 })).toBe(false)
    await expect(save(live, { durationMinutes: 120 })).rejects.toMatchObject({ code: "no_gateway" })
  })

  test("into the past needs no gateway, as the form said, and gives back what it had", async () => {
    const stage = await makeStage()
    const past = { startDate: "2026-11-23", startTime: "08:45" }
    await rescheduleWebinar(stage.deps, stage.owner, {
      webinarId: stage.webinarId,
      startDate: "2026-11-30",
      startTime: "10:00",
      durationMinutes: 60,
    })
    await makeWebinar(stage.deps, await makeTeacher(stage.deps))
    expect(await isFree(stage, past)).toBeUndefined()
    await save(stage, past)
    expect(await reservationOf(stage)).toBeNull()
  })
})

describe("a plain meeting that becomes a webinar", () => {
  test("needs a gateway, its dates being what they are", async () => {
    const stage = await makeStage()
    await save(stage, { isWebinar: false })
    expect(await reservationOf(stage)).toBeNull()
    await takenByOthers(stage)
    expect(await isFree(stage)).toBe(false)
    await expect(save(stage, { isWebinar: true })).rejects.toMatchObject({ code: "no_gateway" })
    await makeGateway(stage.deps)
    await save(stage, { isWebinar: true })
    expect(await reservationOf(stage)).not.toBeNull()
  })

  test("needs none when it is over", async () => {
    const stage = await makeStage()
    await save(stage, { isWebinar: false })
    await takenByOthers(stage)
    setClock(stage, "18:00")
    await save(stage, { isWebinar: true })
    expect(await reservationOf(stage)).toBeNull()
  })
})
