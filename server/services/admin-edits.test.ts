import { describe, expect, test } from "vitest"
import { write } from "#db/client.ts"
import { updateEvent } from "#db/queries/events.ts"
import { findBroadcaster, findGateway } from "#db/queries/gateways.ts"
import type { DirectEventForm } from "#server/domain/direct-event.ts"
import type { EventForm } from "#server/domain/event-form.ts"
import type { BroadcasterForm, GatewayForm } from "#server/domain/gateway.ts"
import { EditedError } from "#server/errors.ts"
import { createTestDeps } from "#server/test-deps.ts"
import { getEvent, makeBroadcaster, makeHall, plan } from "#server/test-direct.ts"
import { makeAdmin, makeGateway, makeTeacher, makeWebinar } from "#server/test-factories.ts"
import { getEventEdit, saveEvent } from "./admin-events.ts"
import { getDirectEvent } from "./direct-event-view.ts"
import { saveDirectEvent } from "./direct-events.ts"
import { listGateways, saveBroadcaster, saveGateway } from "./gateways.ts"

async function refusalOf(saving: Promise<unknown>): Promise<EditedError> {
  const error = await saving.then(
    () => null,
    (reason: unknown) => reason,
  )
  if (!(error instanceof EditedError)) throw new Error(`not refused for an edit meanwhile: ${error}`)
  return error
}

describe("the form of an event without a webinar that was opened before somebody else's save", () => {
  async function opened() {
    const hall = await makeHall()
    const { deps, admin } = hall
    const { id } = await plan(hall)
    const read = async () => (await getDirectEvent(deps, admin, { eventId: id })).form
    const loaded = await read()
    const save = (changed: Partial<DirectEventForm>, from = loaded) =>
      saveDirectEvent(deps, admin, { eventId: id, form: { ...from, ...changed }, loaded: from })
    return { ...hall, id, read, save }
  }

  test("moves nothing back", async () => {
    const { read, save } = await opened()
    await save({ startTime: "16:00", published: false })
    await save({ title: "Renamed" })
    expect(await read()).toMatchObject({ title: "Renamed", startTime: "16:00", published: false })
  })

  test("is refused at the field that both changed, and may be saved knowing what is stored", async () => {
    const { deps, read, save } = await opened()
    const other = await makeBroadcaster(deps)
    await save({ startTime: "16:00", broadcasterId: other.id })
    const refusal = await refusalOf(save({ startTime: "15:00", title: "Renamed" }))
    expect(refusal).toMatchObject({ code: "conflict", fields: { startTime: "changedMeanwhile" } })
    expect(refusal.stored).toEqual(await read())
    await save({ startTime: "15:00" }, await read())
    expect(await read()).toMatchObject({ startTime: "15:00", broadcasterId: other.id })
  })

  test("takes date, time and duration for one decision", async () => {
    const { save } = await opened()
    await save({ durationMinutes: 90 })
    expect((await refusalOf(save({ startTime: "15:00" }))).fields).toEqual({
      durationMinutes: "changedMeanwhile",
    })
  })

  test("leaves a start that it does not move where it is, also in the hour that a zone has twice", async () => {
    const { deps, admin, id } = await opened()
    const startAt = new Date("2027-10-31T01:30:00Z")
    const endAt = new Date("2027-10-31T02:30:00Z")
    await write(deps.db, (tx) => updateEvent(tx, id, { startAt, endAt }))
    const { form } = await getDirectEvent(deps, admin, { eventId: id })
    await saveDirectEvent(deps, admin, { eventId: id, form: { ...form, title: "Renamed" }, loaded: form })
    expect(await getEvent(deps, id)).toMatchObject({ title: "Renamed", startAt, endAt })
  })
})

describe("the form of a webinar's event that was opened before somebody else's save", () => {
  async function opened() {
    const deps = await createTestDeps()
    await makeGateway(deps)
    const admin = await makeAdmin(deps)
    const { event } = await makeWebinar(deps, await makeTeacher(deps))
    const read = async () => (await getEventEdit(deps, admin, { eventId: event.id })).form
    const loaded = await read()
    const save = (changed: Partial<EventForm>, from = loaded) =>
      saveEvent(deps, admin, { eventId: event.id, form: { ...from, ...changed }, loaded: from })
    return { read, save }
  }

  test("is refused at the field that both changed, with all that is stored of it", async () => {
    const { read, save } = await opened()
    await save({ title: "Theirs", listed: false })
    const refusal = await refusalOf(save({ title: "Mine", published: false }))
    expect(refusal.fields).toEqual({ title: "changedMeanwhile" })
    expect(refusal.stored).toEqual(await read())
    expect(refusal.stored).toMatchObject({ title: "Theirs", listed: false, published: true })
  })

  test("publishes and lists nothing again, even when both are saved at once", async () => {
    const { read, save } = await opened()
    await Promise.all([save({ published: false }), save({ listed: false }), save({ restricted: true })])
    expect(await read()).toMatchObject({ published: false, listed: false, restricted: true })
  })
})

describe("a gateway's form that was opened before somebody else's save", () => {
  async function opened() {
    const deps = await createTestDeps()
    const admin = await makeAdmin(deps)
    const outside = { rtmpUrl: "rtmp://media.test/live/secretkey", hlsUrl: "https://media.test/live.m3u8" }
    const { id } = await makeGateway(deps, { outside })
    const read = async (): Promise<GatewayForm> => {
      const row = (await listGateways(deps, admin)).find((each) => each.id === id)
      if (!row) throw new Error("no such gateway")
      const { name, dialect, sipmediagwUrl, gatewayRef, rtmpUrl, broadcaster, enabled } = row
      const shown = { gatewayRef: gatewayRef ?? "", rtmpUrl: rtmpUrl ?? "", broadcasterId: broadcaster.id }
      return { name, dialect, sipmediagwUrl, token: "", enabled, ...shown }
    }
    const loaded = await read()
    const save = (changed: Partial<GatewayForm>, from = loaded) =>
      saveGateway(deps, admin, { gatewayId: id, form: { ...from, ...changed }, loaded: from })
    const secrets = async () => {
      const stored = (await findGateway(deps.db, id))?.gateway
      return {
        token: deps.seal.open(stored?.tokenSealed ?? ""),
        rtmpUrl: deps.seal.open(stored?.rtmpUrlSealed ?? ""),
      }
    }
    return { read, save, secrets }
  }

  test("undoes nothing, and keeps the secrets that were stored meanwhile", async () => {
    const { read, save, secrets } = await opened()
    const moved = { sipmediagwUrl: "https://elsewhere.test", token: "their-token", enabled: false }
    await save({ ...moved, rtmpUrl: "rtmp://media.test/live/otherkey" })
    await save({ name: "Renamed" })
    expect(await read()).toMatchObject({
      name: "Renamed",
      sipmediagwUrl: "https://elsewhere.test",
      enabled: false,
    })
    expect(await secrets()).toEqual({ token: "their-token", rtmpUrl: "rtmp://media.test/live/otherkey" })
  })

  test("never gives a token to the server that somebody else has just named", async () => {
    const { save, secrets } = await opened()
    await save({ sipmediagwUrl: "https://elsewhere.test", token: "their-token" })
    const refusal = await refusalOf(save({ token: "my-token" }))
    expect(refusal.fields).toEqual({ sipmediagwUrl: "changedMeanwhile" })
    expect(refusal.stored).toMatchObject({ sipmediagwUrl: "https://elsewhere.test", token: "" })
    expect(JSON.stringify(refusal.stored)).not.toContain("secretkey")
    expect((await secrets()).token).toBe("their-token")
  })

  test("is refused at the field that both changed, and may be saved knowing what is stored", async () => {
    const { read, save } = await opened()
    await save({ name: "Theirs" })
    const refusal = await refusalOf(save({ name: "Mine", enabled: false }))
    expect(refusal.fields).toEqual({ name: "changedMeanwhile" })
    expect(refusal.stored).toEqual(await read())
    await save({ name: "Mine" }, await read())
    expect(await read()).toMatchObject({ name: "Mine" })
  })
})

describe("a broadcaster's form that was opened before somebody else's save", () => {
  async function opened() {
    const deps = await createTestDeps()
    const admin = await makeAdmin(deps)
    const loaded = { name: "Hall A", hlsUrl: "", streamName: "hall-a", listed: true, restricted: false }
    const { broadcasterId } = await saveBroadcaster(deps, admin, { broadcasterId: null, form: loaded })
    const save = (changed: Partial<BroadcasterForm>) =>
      saveBroadcaster(deps, admin, { broadcasterId, form: { ...loaded, ...changed }, loaded })
    const read = () => findBroadcaster(deps.db, broadcasterId)
    return { read, save }
  }

  test("undoes nothing", async () => {
    const { read, save } = await opened()
    await save({ restricted: true, streamName: "hall-b" })
    await save({ name: "Renamed" })
    expect(await read()).toMatchObject({ name: "Renamed", restricted: true, streamName: "hall-b" })
  })

  test("is refused where it plays, if both changed that", async () => {
    const { read, save } = await opened()
    await save({ hlsUrl: "https://media.test/live.m3u8", streamName: "" })
    const refusal = await refusalOf(save({ streamName: "hall-b" }))
    expect(refusal.fields).toEqual({ hlsUrl: "changedMeanwhile", streamName: "changedMeanwhile" })
    expect(refusal.stored).toMatchObject({ hlsUrl: "https://media.test/live.m3u8", streamName: "" })
    expect(await read()).toMatchObject({ streamName: null })
  })
})
