// A live through SIPMediaGW's proxy: the gateway it chose is remembered, and found again after a crash.
import { expect, test } from "vitest"
import { createSipmediagwClients } from "#server/clients/sipmediagw/sipmediagw.ts"
import { JOBS } from "#server/jobs.ts"
import { advanceTo, livestreamOf, look, start, waitingJobs } from "#server/test-live.ts"
import {
  askProxy,
  dieAfterOrder,
  makeProxyStage,
  orderFor,
  PATIENT,
  withSecondGateway,
  withSecondWebinar,
} from "#server/test-proxy.ts"
import { releaseGateway } from "./gateway-release.ts"
import { stopLive } from "./livestreams.ts"
import { listReleasing } from "./releasing.ts"

test.each(["1.8.4", "head"] as const)(
  "%s: the gateway that was given is kept, and stopped",
  async (version) => {
    const stage = await makeProxyStage(version)
    const id = await start(stage)
    const { roomKey, gatewayHandle } = await advanceTo(stage, id, "waiting_for_picture")
    expect(gatewayHandle).toBe(stage.sip.control.gwIds()[0])
    expect(stage.rooms()).toEqual([roomKey])
    // 1.8 forgets the room: only the handle still leads to it.
    await stage.sip.control.round("register")
    await stopLive(stage.deps, stage.owner, { webinarId: stage.webinarId })
    await advanceTo(stage, id, "ended")
    expect(stage.rooms()).toEqual([])
  },
)

test("a crash between start and store finds the gateway by its room, and starts no second one", async () => {
  const stage = await makeProxyStage("head")
  const { id, roomKey: room } = await dieAfterOrder(stage)
  const { handle } = await stage.deps.gateways.proxy.start(orderFor(stage, room))
  expect(await advanceTo(stage, id, "waiting_for_picture")).toMatchObject({
    gatewayHandle: handle,
    gatewayOrderedAt: null,
  })
  expect(stage.rooms()).toEqual([room])
})

test("a crash after the order waits for a slow proxy, and starts no second gateway beside the first", async () => {
  const stage = await makeProxyStage("head", 400)
  const { id, roomKey: room } = await dieAfterOrder(stage)
  stage.sip.control.dial({ kind: "lateLauncher", ms: 1_000_000, path: "/start" })
  await expect(stage.deps.gateways.proxy.start(orderFor(stage, room))).rejects.toThrow()
  expect(await look(stage, id, 3)).toMatchObject({ state: "gateway_starting", gatewayEngaged: true })
  stage.deps.clock.advance(100_000)
  expect(await look(stage, id)).toMatchObject({ state: "gateway_starting", gatewayEngaged: true })
  stage.sip.control.clearFaults()
  await expect.poll(() => look(stage, id), PATIENT).toMatchObject({ state: "waiting_for_picture" })
  expect(await livestreamOf(stage, id)).toMatchObject({ gatewayHandle: stage.sip.control.gwIds()[0] })
  expect(stage.rooms()).toEqual([room])
})

test("an order that never arrived is given again once it can't show any more", async () => {
  const stage = await makeProxyStage("head")
  const { id, roomKey } = await dieAfterOrder(stage)
  stage.deps.clock.advance(111_000)
  await advanceTo(stage, id, "waiting_for_picture")
  expect(stage.rooms()).toEqual([roomKey])
})

test("a start that outlasts our patience is stopped when it shows, and its gateway is given to nobody until then", async () => {
  const stage = await makeProxyStage("head", 400)
  const { deps, sip } = stage
  const second = await withSecondGateway(stage)
  const id = await start(stage)
  const { roomKey: old } = await advanceTo(stage, id, "gateway_starting")
  sip.control.dial({ kind: "lateLauncher", ms: 1_000_000, path: "/start" })
  await look(stage, id)
  expect(await livestreamOf(stage, id)).toMatchObject({ state: "gateway_starting", gatewayEngaged: true })
  deps.clock.advance(11_000)
  await look(stage, id)
  expect(await livestreamOf(stage, id)).toMatchObject({ gatewayId: second.id, gatewayEngaged: false })
  const release = async () => {
    const [job] = await waitingJobs(stage, "gateway.release")
    await releaseGateway(deps, JOBS["gateway.release"].parse(job?.payload))
  }
  await release()
  expect([...(await listReleasing(deps.db))]).toEqual([stage.gateway.id])
  sip.control.clearFaults()
  const room = (await livestreamOf(stage, id)).roomKey
  await expect.poll(async () => release().then(stage.rooms), PATIENT).not.toContain(old)
  deps.clock.advance(60_000)
  await sip.control.round("monitor")
  await advanceTo(stage, id, "waiting_for_picture")
  expect(stage.rooms()).toEqual([room])
})

test("two workers don't order from a proxy at the same time", async () => {
  const stage = await makeProxyStage("head")
  const { deps, sip } = stage
  const other = await withSecondWebinar(stage)
  const [one, two] = [await start(stage), await start(other)]
  for (const id of [one, two]) await advanceTo(stage, id, "gateway_starting")
  sip.control.dial({ kind: "lateLauncher", ms: 1_000_000, path: "/start" })
  const ordering = look(stage, one)
  await expect.poll(stage.rooms, PATIENT).toHaveLength(1)
  const elsewhere = { ...other, deps: { ...deps, gateways: createSipmediagwClients() } }
  expect(await look(elsewhere, two)).toMatchObject({ gatewayEngaged: false })
  sip.control.clearFaults()
  await ordering
  await advanceTo(elsewhere, two, "waiting_for_picture")
  expect(stage.rooms()).toHaveLength(2)
})

test("a gateway that somebody else's start took from us is noticed, and the live begins again", async () => {
  const stage = await makeProxyStage("1.8.4")
  const id = await start(stage)
  const { roomKey } = await advanceTo(stage, id, "waiting_for_picture")
  await stage.sip.control.round("register")
  const [handle] = stage.sip.control.gwIds()
  const stranger = { room: "stranger1", main_app: "streaming", rtmp_dst: "rtmp://elsewhere.test/k" }
  await askProxy(stage, "/start", stranger)
  expect(stage.rooms()).toEqual(["stranger1"])
  stage.deps.clock.advance(6_000)
  await look(stage, id)
  const again = await advanceTo(stage, id, "waiting_for_picture")
  expect(again.gatewayHandle).not.toBe(handle)
  expect(stage.rooms().sort()).toEqual([roomKey, "stranger1"].sort())
})
