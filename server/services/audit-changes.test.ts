// What a line of the audit says of a save: rights given and taken, secrets replaced, doors opened.
import { describe, expect, test } from "vitest"
import type { BroadcasterForm, GatewayForm } from "../domain/gateway.ts"
import type { Actor } from "../domain/policy.ts"
import { ANYBODY, emailOf, getWebinar, makeAdmin, makeUser, webinarForm } from "../test-factories.ts"
import { makeStage } from "../test-live.ts"
import { exportAudit, listAudit } from "./audit.ts"
import { saveBroadcaster, saveGateway } from "./gateways.ts"
import { joinByKey } from "./join.ts"
import { enterMeeting } from "./meetings.ts"
import { saveWebinar } from "./webinars.ts"

async function setting() {
  const stage = await makeStage()
  return { ...stage, admin: await makeAdmin(stage.deps) }
}

async function lastLine({ deps, admin }: Awaited<ReturnType<typeof setting>>) {
  const { rows } = await listAudit(deps, admin, { query: "", page: 1 })
  return rows[0]
}

describe("a webinar's save", () => {
  test("names whom it gave control, and whom it took it from", async () => {
    const stage = await setting()
    const { deps, owner, webinarId } = stage
    const ada = await makeUser(deps, { name: "Ada" })
    const bob = await makeUser(deps, { name: "Bob" })
    const save = (people: { id: string }[]) =>
      saveWebinar(deps, owner, { webinarId, form: webinarForm({ presenterEmails: people.map(emailOf) }) })
    await save([ada, bob])
    expect(await lastLine(stage)).toMatchObject({
      action: "webinar.saved",
      detail: { presentersAdded: "Ada, Bob" },
    })
    await save([bob])
    expect((await lastLine(stage))?.detail).toEqual({ presentersRemoved: "Ada" })
    await saveWebinar(deps, owner, {
      webinarId: null,
      form: webinarForm({ startDate: "2026-11-25", presenterEmails: [emailOf(ada)] }),
    })
    expect(await lastLine(stage)).toMatchObject({
      action: "webinar.created",
      detail: { presentersAdded: "Ada" },
    })
  })

  test("names the fields it changed, with what now lets people in", async () => {
    const stage = await setting()
    const { deps, owner, webinarId } = stage
    const slides = { filename: "slides.pdf", bytes: new Uint8Array([1]) }
    const lock = { ...webinarForm().lock, mic: true }
    const form = webinarForm({ restricted: true, guestPolicy: "ask_moderator", lock, welcomeText: "Hello" })
    await saveWebinar(deps, owner, { webinarId, form, slides })
    expect((await lastLine(stage))?.detail).toEqual({
      changed: "restricted, welcomeText, guestPolicy, lock, slides",
      restricted: "true",
      guestPolicy: "ask_moderator",
    })
    await saveWebinar(deps, owner, { webinarId, form })
    expect((await lastLine(stage))?.detail).toEqual({})
  })
})

test("entering a meeting as a moderator is kept, and that it made the meeting", async () => {
  const stage = await setting()
  const { deps, owner, admin, webinarId } = stage
  await enterMeeting(deps, owner, { webinarId, locale: "fr" })
  expect(await lastLine(stage)).toMatchObject({
    action: "meeting.entered",
    actorId: owner.id,
    thing: { kind: "webinar", id: webinarId },
    detail: { meeting: "created" },
  })
  await enterMeeting(deps, admin, { webinarId, locale: "fr" })
  expect(await lastLine(stage)).toMatchObject({ action: "meeting.entered", actorId: admin.id, detail: {} })
})

test("so is entering by the speakers' address, where it makes a moderator and only there", async () => {
  const stage = await setting()
  const { deps, owner, admin, webinarId } = stage
  await enterMeeting(deps, owner, { webinarId, locale: "fr" })
  const { joinKey: key } = (await getWebinar(deps, webinarId)).webinar
  const enter = (actor: Actor) => joinByKey(deps, actor, { key, name: "Any name", locale: "fr" })
  await enter(await makeUser(deps))
  await enter(ANYBODY)
  expect(await lastLine(stage)).toMatchObject({ action: "meeting.entered", actorId: owner.id })
  await enter(admin)
  expect(await lastLine(stage)).toMatchObject({ action: "meeting.entered", actorId: admin.id, detail: {} })
})

test("taking the audit away is kept in it, with which part of it, before its first byte is out", async () => {
  const stage = await setting()
  const { deps, admin } = stage
  await exportAudit(deps, admin, { query: "ada", thing: { kind: "gateway" }, from: "2026-11-01" })
  expect(await lastLine(stage)).toMatchObject({
    action: "audit.exported",
    actorId: admin.id,
    thing: { kind: "audit" },
    detail: { query: "ada", thing: "gateway", from: "2026-11-01" },
  })
})

describe("a gateway's save", () => {
  const OUTSIDE: BroadcasterForm = {
    name: "Outside",
    hlsUrl: "https://m.test/a.m3u8",
    streamName: "",
    listed: true,
    restricted: false,
  }

  test("says that its token, its RTMP address or its broadcaster was replaced, and never by what", async () => {
    const stage = await setting()
    const { deps, admin } = stage
    const add = async (form: BroadcasterForm) =>
      (await saveBroadcaster(deps, admin, { broadcasterId: null, form })).broadcasterId
    const first = await add(OUTSIDE)
    const second = await add({ ...OUTSIDE, name: "Second", hlsUrl: "https://m.test/b.m3u8" })
    const form: GatewayForm = {
      name: "Hall",
      dialect: "classic",
      sipmediagwUrl: "https://g.test",
      token: "one-secret",
      gatewayRef: "",
      broadcasterId: first,
      rtmpUrl: "rtmp://m.test/live/one-secret",
      enabled: true,
    }
    const { gatewayId } = await saveGateway(deps, admin, { gatewayId: null, form })
    await saveGateway(deps, admin, { gatewayId, form: { ...form, token: "" } })
    const usual = { address: "https://g.test", version: "classic", enabled: "true" }
    expect((await lastLine(stage))?.detail).toEqual(usual)
    await saveGateway(deps, admin, {
      gatewayId,
      form: {
        ...form,
        name: "Hall B",
        sipmediagwUrl: "https://h.test",
        token: "two-secret",
        rtmpUrl: "rtmp://m.test/live/two-secret",
        broadcasterId: second,
      },
    })
    expect((await lastLine(stage))?.detail).toEqual({
      ...usual,
      address: "https://h.test",
      oldName: "Hall",
      oldAddress: "https://g.test",
      token: "replaced",
      rtmpUrl: "replaced",
      broadcaster: "Second",
    })
  })

  test("and a broadcaster's, who may watch it and who finds it", async () => {
    const stage = await setting()
    const { deps, admin } = stage
    const { broadcasterId } = await saveBroadcaster(deps, admin, { broadcasterId: null, form: OUTSIDE })
    const form = { ...OUTSIDE, name: "Renamed", listed: false, restricted: true }
    await saveBroadcaster(deps, admin, { broadcasterId, form })
    expect((await lastLine(stage))?.detail).toEqual({
      plays: "https://m.test/a.m3u8",
      listed: "false",
      restricted: "true",
      oldName: "Outside",
    })
  })
})
