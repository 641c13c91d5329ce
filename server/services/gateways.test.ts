import { describe, expect, test } from "vitest"
import { write } from "#db/client.ts"
import { findGateway, findReservation, updateGateway } from "#db/queries/gateways.ts"
import type { BroadcasterForm, GatewayForm } from "#server/domain/gateway.ts"
import { createTestDeps } from "#server/test-deps.ts"
import {
  getWebinar,
  makeAdmin,
  makeGateway,
  makeTeacher,
  makeWebinar,
  webinarForm,
} from "#server/test-factories.ts"
import { advanceTo, makeLive, makeStage, start } from "#server/test-live.ts"
import {
  deleteBroadcaster,
  deleteGateway,
  listBroadcasters,
  listGateways,
  saveBroadcaster,
  saveGateway,
  setMaintenance,
} from "./gateways.ts"
import { startLive, stopLive } from "./livestreams.ts"
import { getWebinarEdit, rescheduleWebinar, saveWebinar } from "./webinars.ts"

const OUTSIDE = { rtmpUrl: "rtmp://media.test/live/secretkey", hlsUrl: "https://media.test/live.m3u8" }

function gatewayForm(broadcasterId: string, given: Partial<GatewayForm> = {}): GatewayForm {
  return {
    name: "Hall A",
    dialect: "classic",
    sipmediagwUrl: "https://gw.test/",
    token: "the-token",
    gatewayRef: "",
    rtmpUrl: "",
    broadcasterId,
    enabled: true,
    ...given,
  }
}

function broadcasterForm(given: Partial<BroadcasterForm> = {}): BroadcasterForm {
  return { name: "Hall A", hlsUrl: "", streamName: "hall-a", listed: true, restricted: false, ...given }
}

async function setting() {
  const deps = await createTestDeps()
  const admin = await makeAdmin(deps)
  const add = async (form: Partial<BroadcasterForm> = {}) =>
    (await saveBroadcaster(deps, admin, { broadcasterId: null, form: broadcasterForm(form) })).broadcasterId
  const save = (gatewayId: string | null, form: GatewayForm) => saveGateway(deps, admin, { gatewayId, form })
  return { deps, admin, add, save }
}

describe("the list of gateways", () => {
  test("tells the load and the next reservation, and no token, key or sealed value", async () => {
    const live = await makeLive()
    const { deps, gateway } = live
    const outside = await makeGateway(deps, { outside: OUTSIDE })
    const rows = await listGateways(deps, await makeAdmin(deps))
    expect(rows).toHaveLength(2)
    expect(rows.find((row) => row.id === gateway.id)).toMatchObject({
      hasToken: true,
      busyWith: { webinarTitle: "Thermodynamics", livestreamId: live.id },
      nextReservation: { webinarTitle: "Thermodynamics" },
      publishUrl: `rtmp://amphi.test:1935/live/${gateway.streamName}`,
    })
    expect(rows.find((row) => row.id === outside.id)).toMatchObject({
      rtmpUrl: "rtmp://media.test/live/…",
      publishUrl: null,
      busyWith: null,
    })
    const text = JSON.stringify(rows)
    for (const { id, key } of [gateway, outside]) {
      const stored = (await findGateway(deps.db, id))?.gateway
      for (const secret of [`token-${id}`, key, stored?.tokenSealed ?? "?", stored?.streamKeySealed ?? "?"])
        expect(text).not.toContain(secret)
    }
    expect(text).not.toContain("secretkey")
  })
})

describe("saving a gateway", () => {
  test("keeps token and publish address when they are left as they were shown", async () => {
    const { deps, admin, add, save } = await setting()
    const broadcasterId = await add({ hlsUrl: OUTSIDE.hlsUrl, streamName: "" })
    const { gatewayId } = await save(null, gatewayForm(broadcasterId, { rtmpUrl: OUTSIDE.rtmpUrl }))
    const [shown] = await listGateways(deps, admin)
    await save(
      gatewayId,
      gatewayForm(broadcasterId, { name: "Renamed", token: "", rtmpUrl: shown?.rtmpUrl ?? "" }),
    )
    const stored = (await findGateway(deps.db, gatewayId))?.gateway
    expect(stored).toMatchObject({ name: "Renamed", sipmediagwUrl: "https://gw.test" })
    expect(deps.seal.open(stored?.tokenSealed ?? "")).toBe("the-token")
    expect(deps.seal.open(stored?.rtmpUrlSealed ?? "")).toBe(OUTSIDE.rtmpUrl)
    await save(
      gatewayId,
      gatewayForm(broadcasterId, { token: "new-token", rtmpUrl: "rtmp://media.test/live/other" }),
    )
    const changed = (await findGateway(deps.db, gatewayId))?.gateway
    expect(deps.seal.open(changed?.tokenSealed ?? "")).toBe("new-token")
    expect(deps.seal.open(changed?.rtmpUrlSealed ?? "")).toBe("rtmp://media.test/live/other")
  })

  test.each<[string, Partial<GatewayForm>, Record<string, string>]>([
    ["no name", { name: " " }, { name: "tooShort" }],
    ["a bad address", { sipmediagwUrl: "ftp://gw.test" }, { sipmediagwUrl: "badUrl" }],
    ["no token", { token: "" }, { token: "required" }],
    ["a slot that isn't named", { dialect: "gateway" }, { gatewayRef: "required" }],
    ["a slot that a shell would read", { gatewayRef: "a;b" }, { gatewayRef: "badCharacters" }],
    ["an RTMP address that a shell would read", { rtmpUrl: "rtmp://a/$(id)" }, { rtmpUrl: "badRtmpUrl" }],
    ["an RTMP address beside Amphi's origin", { rtmpUrl: OUTSIDE.rtmpUrl }, { rtmpUrl: "rtmpUrlNotNeeded" }],
  ])("with %s says so at the field", async (_what, wrong, fields) => {
    const { add, save } = await setting()
    await expect(save(null, gatewayForm(await add(), wrong))).rejects.toMatchObject({
      code: "invalid",
      fields,
    })
  })

  test("never takes a stored token along to another server", async () => {
    const { deps, add, save } = await setting()
    const broadcasterId = await add()
    const { gatewayId } = await save(null, gatewayForm(broadcasterId))
    const tokenOf = async () =>
      deps.seal.open((await findGateway(deps.db, gatewayId))?.gateway.tokenSealed ?? "")
    for (const sipmediagwUrl of ["https://elsewhere.test", "http://gw.test", "https://gw.test:8443/"]) {
      const moved = gatewayForm(broadcasterId, { sipmediagwUrl, token: "" })
      await expect(save(gatewayId, moved)).rejects.toMatchObject({ fields: { token: "tokenAgain" } })
    }
    expect((await findGateway(deps.db, gatewayId))?.gateway.sipmediagwUrl).toBe("https://gw.test")
    await save(gatewayId, gatewayForm(broadcasterId, { sipmediagwUrl: "https://gw.test/api", token: "" }))
    expect(await tokenOf()).toBe("the-token")
    const launcher = { dialect: "gateway", gatewayRef: "gw0", token: "" } as const
    await save(gatewayId, gatewayForm(broadcasterId, { sipmediagwUrl: "https://other.test", ...launcher }))
    expect(await tokenOf()).toBe("")
  })

  test("not even when two administrators save at once", async () => {
    const { deps, add, save } = await setting()
    const broadcasterId = await add()
    const { gatewayId } = await save(null, gatewayForm(broadcasterId))
    await Promise.allSettled([
      save(
        gatewayId,
        gatewayForm(broadcasterId, { sipmediagwUrl: "https://elsewhere.test", token: "other" }),
      ),
      save(gatewayId, gatewayForm(broadcasterId, { name: "Renamed", token: "" })),
    ])
    const stored = (await findGateway(deps.db, gatewayId))?.gateway
    const pair = [stored?.sipmediagwUrl, deps.seal.open(stored?.tokenSealed ?? "")]
    expect([
      ["https://gw.test", "the-token"],
      ["https://elsewhere.test", "other"],
    ]).toContainEqual(pair)
  })

  test("needs an RTMP address for an outside broadcaster, and a broadcaster at all", async () => {
    const { add, save } = await setting()
    const outside = await add({ hlsUrl: OUTSIDE.hlsUrl, streamName: "" })
    await expect(save(null, gatewayForm(outside))).rejects.toMatchObject({
      fields: { rtmpUrl: "rtmpUrlNeeded" },
    })
    await expect(save(null, gatewayForm("nothing"))).rejects.toMatchObject({
      fields: { broadcasterId: "required" },
    })
    await expect(save("nothing", gatewayForm(outside))).rejects.toMatchObject({ code: "not_found" })
  })

  test("does not share a name, a broadcaster or a slot with another", async () => {
    const { add, save } = await setting()
    const first = await add()
    const second = await add({ name: "Hall B", streamName: "hall-b" })
    const { gatewayId } = await save(null, gatewayForm(first))
    await save(gatewayId, gatewayForm(first))
    await expect(save(null, gatewayForm(first))).rejects.toMatchObject({
      fields: { name: "taken", broadcasterId: "taken", sipmediagwUrl: "taken" },
    })
    const slot = { name: "Hall B", dialect: "gateway", gatewayRef: "gw2" } as const
    await expect(save(null, gatewayForm(second, slot))).resolves.toBeTruthy()
  })

  test("a proxy is declared once for each of its gateways, always with its token", async () => {
    const { deps, add, save } = await setting()
    const proxy = {
      dialect: "proxy",
      sipmediagwUrl: "https://proxy.test:9000",
      gatewayRef: "ignored",
    } as const
    const saved = await save(null, gatewayForm(await add(), proxy))
    const second = await add({ name: "Hall B", streamName: "hall-b" })
    await save(null, gatewayForm(second, { ...proxy, name: "Hall B" }))
    expect((await findGateway(deps.db, saved.gatewayId))?.gateway.gatewayRef).toBeNull()
    const third = await add({ name: "Hall C", streamName: "hall-c" })
    const other = { ...proxy, name: "Hall C" }
    await expect(save(null, gatewayForm(third, { ...other, token: "" }))).rejects.toMatchObject({
      fields: { token: "required" },
    })
    await expect(save(null, gatewayForm(third, { ...other, dialect: "classic" }))).rejects.toMatchObject({
      fields: { sipmediagwUrl: "taken" },
    })
    const open = { name: "Hall C", dialect: "gateway", gatewayRef: "gw2", token: "" } as const
    const { gatewayId } = await save(null, gatewayForm(third, open))
    await expect(save(gatewayId, gatewayForm(third, { ...other, token: "" }))).rejects.toMatchObject({
      fields: { token: "required" },
    })
  })
})

describe("two administrators at once", () => {
  const one = (results: PromiseSettledResult<unknown>[]) =>
    results.map(({ status }) => status).sort((a, b) => a.localeCompare(b))

  test("can't declare one slot twice", async () => {
    const { add, save } = await setting()
    const places = [await add(), await add({ name: "Hall B", streamName: "hall-b" })]
    const saving = places.map((id, index) => save(null, gatewayForm(id, { name: `Hall ${index}` })))
    expect(one(await Promise.allSettled(saving))).toEqual(["fulfilled", "rejected"])
  })

  test("can't declare one playback address twice", async () => {
    const { add } = await setting()
    const outside = { hlsUrl: OUTSIDE.hlsUrl, streamName: "" }
    const adding = ["Hall A", "Hall B"].map((name) => add({ ...outside, name }))
    expect(one(await Promise.allSettled(adding))).toEqual(["fulfilled", "rejected"])
  })
})

test("two gateways never push to one address outside, however it is written", async () => {
  const { add, save } = await setting()
  const first = await add({ hlsUrl: OUTSIDE.hlsUrl, streamName: "" })
  const { gatewayId } = await save(null, gatewayForm(first, { rtmpUrl: "rtmp://media.test/live/key" }))
  const second = await add({ name: "Hall B", hlsUrl: "https://media.test/b.m3u8", streamName: "" })
  const other = { name: "Hall B", sipmediagwUrl: "https://b.test" }
  for (const rtmpUrl of ["rtmp://media.test/live/key", "rtmp://MEDIA.test:1935/live/key/"])
    await expect(save(null, gatewayForm(second, { ...other, rtmpUrl }))).rejects.toMatchObject({
      fields: { rtmpUrl: "taken" },
    })
  await save(null, gatewayForm(second, { ...other, rtmpUrl: "rtmp://media.test/live/Key" }))
  await save(gatewayId, gatewayForm(first, { rtmpUrl: "rtmp://media.test/live/key" }))
})

describe("deleting a gateway", () => {
  test("is refused while it carries or awaits a webinar", async () => {
    const stage = await makeStage()
    const { deps, gateway } = stage
    const admin = await makeAdmin(deps)
    const target = { gatewayId: gateway.id }
    await expect(deleteGateway(deps, admin, target)).rejects.toMatchObject({ code: "conflict" })
    const id = await start(stage)
    await saveWebinar(deps, stage.owner, {
      webinarId: stage.webinarId,
      form: webinarForm({ isWebinar: false }),
    })
    await expect(deleteGateway(deps, admin, target)).rejects.toMatchObject({ code: "conflict" })
    await advanceTo(stage, id, "ended")
    await deleteGateway(deps, admin, target)
    expect(await listGateways(deps, admin)).toEqual([])
  })

  test("works when only past webinars used it, and their sessions stay", async () => {
    const live = await makeLive()
    const { deps, owner, webinarId } = live
    await stopLive(deps, owner, { webinarId })
    await advanceTo(live, live.id, "ended")
    deps.clock.advance(24 * 3_600_000)
    const admin = await makeAdmin(deps)
    await deleteGateway(deps, admin, { gatewayId: live.gateway.id })
    expect(await listGateways(deps, admin)).toEqual([])
    expect((await getWebinar(deps, webinarId)).event.title).toBe("Thermodynamics")
    const [broadcaster] = await listBroadcasters(deps, admin)
    await deleteBroadcaster(deps, admin, { broadcasterId: broadcaster?.id ?? "" })
    expect(await listBroadcasters(deps, admin)).toEqual([])
  })
})

describe("broadcasters", () => {
  test("need a stream or an outside address, each used once", async () => {
    const { add } = await setting()
    await expect(add({ streamName: "" })).rejects.toMatchObject({ fields: { streamName: "required" } })
    await expect(add({ streamName: "Hall A" })).rejects.toMatchObject({ code: "invalid" })
    await expect(add({ hlsUrl: "file:///etc/passwd" })).rejects.toMatchObject({ code: "invalid" })
    await add()
    await expect(add()).rejects.toMatchObject({ fields: { name: "taken", streamName: "taken" } })
    await add({ name: "Outside", hlsUrl: OUTSIDE.hlsUrl, streamName: "" })
    await expect(add({ name: "Outside 2", hlsUrl: OUTSIDE.hlsUrl, streamName: "" })).rejects.toMatchObject({
      fields: { hlsUrl: "taken" },
    })
  })

  test("that a gateway feeds can't be deleted", async () => {
    const deps = await createTestDeps()
    await makeGateway(deps)
    const admin = await makeAdmin(deps)
    const [row] = await listBroadcasters(deps, admin)
    await expect(deleteBroadcaster(deps, admin, { broadcasterId: row?.id ?? "" })).rejects.toMatchObject({
      code: "conflict",
    })
  })
})

test("a gateway that was switched off is not chosen for a start; another takes the webinar", async () => {
  const stage = await makeStage({ name: "aa" })
  const { deps } = stage
  const b = await makeGateway(deps, { name: "bb" })
  const admin = await makeAdmin(deps)
  const stored = await findGateway(deps.db, stage.gateway.id)
  const form = gatewayForm(stored?.broadcaster.id ?? "", {
    name: "aa",
    sipmediagwUrl: stage.gateway.url,
    enabled: false,
    token: "",
  })
  await saveGateway(deps, admin, { gatewayId: stage.gateway.id, form })
  await start(stage)
  const rows = await listGateways(deps, admin)
  expect(rows.find((row) => row.busyWith)?.id).toBe(b.id)
  const owner = await makeTeacher(deps)
  const next = await makeWebinar(deps, owner, { startDate: "2026-12-01" })
  expect(next.event.broadcasterId).toBe(`broadcaster-${b.id}`)
})

describe("a gateway that leaves service", () => {
  async function pool() {
    const deps = await createTestDeps()
    const a = await makeGateway(deps, { name: "a" })
    const admin = await makeAdmin(deps)
    const owner = await makeTeacher(deps)
    const booked = async (startTime: string) => {
      const { webinar } = await makeWebinar(deps, owner, { startTime, title: `At ${startTime}` })
      return webinar.id
    }
    const gatewayOf = async (webinarId: string) => (await findReservation(deps.db, webinarId))?.gatewayId
    return { deps, a, admin, owner, booked, gatewayOf }
  }

  test("hands its reservations to those that are free then, and their events show there", async () => {
    const { deps, a, admin, booked, gatewayOf } = await pool()
    const [first, second] = [await booked("10:00"), await booked("14:00")]
    const b = await makeGateway(deps, { name: "b", restricted: true, listed: false })
    await setMaintenance(deps, admin, { gatewayId: a.id, reason: "new disk" })
    for (const id of [first, second]) {
      expect(await gatewayOf(id)).toBe(b.id)
      expect((await getWebinar(deps, id)).event).toMatchObject({
        broadcasterId: `broadcaster-${b.id}`,
        restricted: true,
        restrictedChoice: false,
        listed: false,
      })
    }
  })

  test("stays, and so do all its reservations, when one finds no other; that one is named", async () => {
    const { deps, a, admin, booked, gatewayOf } = await pool()
    const first = await booked("10:00")
    const b = await makeGateway(deps, { name: "b" })
    const onB = await booked("10:00")
    const second = await booked("14:00")
    expect(await gatewayOf(onB)).toBe(b.id)
    const leaving = setMaintenance(deps, admin, { gatewayId: a.id, reason: "new disk" })
    await expect(leaving).rejects.toMatchObject({
      code: "conflict",
      stranded: [{ title: "At 10:00", from: new Date("2026-11-23T08:45:00Z") }],
    })
    expect(await gatewayOf(first)).toBe(a.id)
    expect(await gatewayOf(second)).toBe(a.id)
    expect((await findGateway(deps.db, a.id))?.gateway.maintenance).toBeNull()
  })

  test("does the same when it is switched off in its form", async () => {
    const { deps, a, admin, booked, gatewayOf } = await pool()
    const webinarId = await booked("10:00")
    const stored = await findGateway(deps.db, a.id)
    const form = gatewayForm(stored?.broadcaster.id ?? "", {
      sipmediagwUrl: a.url,
      enabled: false,
      token: "",
    })
    await expect(saveGateway(deps, admin, { gatewayId: a.id, form })).rejects.toMatchObject({
      code: "conflict",
      fields: { enabled: "stranded" },
    })
    expect((await findGateway(deps.db, a.id))?.gateway.enabled).toBe(true)
    const b = await makeGateway(deps, { name: "b" })
    await saveGateway(deps, admin, { gatewayId: a.id, form })
    expect(await gatewayOf(webinarId)).toBe(b.id)
  })

  test("finishes the live that it carries", async () => {
    const live = await makeLive()
    const { deps, gateway } = live
    const before = (await getWebinar(deps, live.webinarId)).event
    await setMaintenance(deps, await makeAdmin(deps), { gatewayId: gateway.id, reason: "after this one" })
    expect((await getWebinar(deps, live.webinarId)).event.broadcasterId).toBe(before.broadcasterId)
  })

  test("is given to nobody, at a save or at a start, until it is back", async () => {
    const { deps, a, admin, owner, booked } = await pool()
    await setMaintenance(deps, admin, { gatewayId: a.id, reason: "new disk" })
    await expect(booked("10:00")).rejects.toMatchObject({ code: "no_gateway", slots: [] })
    await setMaintenance(deps, admin, { gatewayId: a.id, reason: null })
    const webinarId = await booked("10:00")
    await write(deps.db, (tx) => updateGateway(tx, a.id, { maintenance: "broken" }))
    await expect(startLive(deps, owner, { webinarId })).rejects.toMatchObject({ code: "no_gateway" })
  })
})

test("a broadcaster's new rules reach what is planned there, and leave the presenters' choice alone", async () => {
  const stage = await makeStage()
  const { deps, owner, webinarId } = stage
  const admin = await makeAdmin(deps)
  const [row] = await listBroadcasters(deps, admin)
  const change = (restricted: boolean) =>
    saveBroadcaster(deps, admin, {
      broadcasterId: row?.id ?? "",
      form: broadcasterForm({ name: row?.name ?? "", streamName: row?.streamName ?? "", restricted }),
    })
  await change(true)
  expect((await getWebinar(deps, webinarId)).event.restricted).toBe(true)
  expect((await getWebinarEdit(deps, owner, { webinarId })).form.restricted).toBe(false)
  const later = { webinarId, startDate: "2026-11-24", startTime: "10:00", durationMinutes: 60 }
  await rescheduleWebinar(deps, owner, later)
  expect((await getWebinar(deps, webinarId)).event.restricted).toBe(true)
  await change(false)
  expect((await getWebinar(deps, webinarId)).event.restricted).toBe(false)
})
