// Several lives on one proxy: an order under way is nobody else's gateway, and nobody stops what is another's by now.
import { describe, expect, test } from "vitest"
import { write } from "#db/client.ts"
import { settleJob } from "#db/queries/jobs.ts"
import { createSipmediagwClients } from "#server/clients/sipmediagw/sipmediagw.ts"
import { JOBS } from "#server/jobs.ts"
import { makeGateway } from "#server/test-factories.ts"
import { advanceTo, livestreamOf, look, start, waitingJobs } from "#server/test-live.ts"
import {
  askProxy,
  dieAfterOrder,
  makeProxyStage,
  orderFor,
  PATIENT,
  type ProxyStage,
  withSecondGateway,
  withSecondWebinar,
} from "#server/test-proxy.ts"
import { failOver } from "./failover.ts"
import { releaseGateway } from "./gateway-release.ts"
import { findRun } from "./livestream-run.ts"
import { stopLive } from "./livestreams.ts"

describe("a start that a stop overtakes", () => {
  test("keeps its gateway until that has stopped; another webinar gets another one", async () => {
    const stage = await makeProxyStage("head")
    const other = await withSecondWebinar(stage)
    const [one, two] = [await start(stage), await start(other)]
    for (const id of [one, two]) await advanceTo(stage, id, "gateway_starting")
    stage.sip.control.dial({ kind: "lateLauncher", ms: 1_000_000, path: "/start" })
    const ordering = look(stage, one)
    await expect.poll(stage.rooms, PATIENT).toHaveLength(1)
    await stopLive(stage.deps, stage.owner, { webinarId: stage.webinarId })
    const elsewhere = { ...other, deps: { ...other.deps, gateways: createSipmediagwClients() } }
    expect(await look(elsewhere, two)).toMatchObject({ gatewayEngaged: false })
    stage.sip.control.clearFaults()
    await ordering
    const [gatewayHandle] = stage.sip.control.gwIds()
    const stopping = { state: "stopping", gatewayHandle, gatewayOrderedAt: null }
    expect(await livestreamOf(stage, one)).toMatchObject(stopping)
    const { roomKey } = await advanceTo(elsewhere, two, "waiting_for_picture")
    expect(await look(stage, one)).toMatchObject({ state: "ended" })
    expect(stage.rooms()).toEqual([roomKey])
  })

  test("and that is refused then leaves nothing to wait for", async () => {
    const stage = await makeProxyStage("head")
    for (const room of ["stranger1", "stranger2"]) await strangerStarts(stage, room)
    const id = await start(stage)
    await advanceTo(stage, id, "gateway_starting")
    const { proxy } = stage.deps.gateways
    const stoppedMeanwhile: typeof proxy.start = async (input) => {
      await stopLive(stage.deps, stage.owner, { webinarId: stage.webinarId })
      return proxy.start(input)
    }
    stage.deps.gateways = { ...stage.deps.gateways, proxy: { ...proxy, start: stoppedMeanwhile } }
    await look(stage, id)
    expect(await look(stage, id)).toMatchObject({ state: "ended", gatewayEngaged: false })
  })
})

test("a failover to the same proxy waits for the order of before, and isn't given that one's gateway", async () => {
  const stage = await makeProxyStage("head", 400)
  const { deps, sip } = stage
  await withSecondGateway(stage)
  const { id, roomKey: old } = await dieAfterOrder(stage)
  sip.control.dial({ kind: "lateLauncher", ms: 1_000_000, path: "/start" })
  await expect(deps.gateways.proxy.start(orderFor(stage, old))).rejects.toThrow()
  const run = await findRun(deps, { livestreamId: id })
  expect(run && (await failOver(deps, run, "gateway_unreachable"))).toBe(true)
  expect(await look(stage, id, 2)).toMatchObject({ state: "gateway_starting", gatewayEngaged: false })
  sip.control.clearFaults()
  const [job] = await waitingJobs(stage, "gateway.release")
  if (!job) throw new Error("no release is waiting")
  const release = JOBS["gateway.release"].parse(job.payload)
  await expect.poll(() => releaseGateway(deps, release).then(stage.rooms), PATIENT).toEqual([])
  for (const { id: jobId } of await waitingJobs(stage, "gateway.release"))
    await write(deps.db, (tx) => settleJob(tx, jobId, deps.clock.now()))
  const { roomKey } = await advanceTo(stage, id, "waiting_for_picture")
  expect(stage.rooms()).toEqual([roomKey])
})

test("whose turn at a proxy doesn't come goes to a gateway elsewhere, as from one that is busy", async () => {
  const stage = await makeProxyStage("head")
  const other = await withSecondWebinar(stage)
  await dieAfterOrder(stage)
  const id = await start(other)
  const waiting = { gatewayId: other.gateway.id, gatewayEngaged: false }
  expect(await advanceTo(other, id, "gateway_starting").then(() => look(other, id))).toMatchObject(waiting)
  const elsewhere = await makeGateway(stage.deps, { name: "Gateway 3" })
  stage.deps.clock.advance(30_000)
  expect(await look(other, id)).toMatchObject(waiting)
  stage.deps.clock.advance(6_000)
  expect(await look(other, id)).toMatchObject({ gatewayId: elsewhere.id })
})

test("never to one more gateway of the same proxy, where the turn doesn't come either", async () => {
  const stage = await makeProxyStage("head")
  const other = await withSecondWebinar(stage)
  const same = await makeGateway(stage.deps, { name: "Gateway 3" })
  await stage.declare(same.id)
  await dieAfterOrder(stage)
  const id = await start(other)
  await advanceTo(other, id, "gateway_starting")
  const { gatewayId } = await look(other, id)
  stage.deps.clock.advance(36_000)
  expect(await look(other, id)).toMatchObject({ gatewayId, gatewayEngaged: false })
  const elsewhere = await makeGateway(stage.deps, { name: "Gateway 4" })
  expect(await look(other, id)).toMatchObject({ gatewayId: elsewhere.id })
})

test.each(["1.8.4", "head"] as const)(
  "%s: one gateway at a time is in the room, also when the proxy can't be asked right after the start",
  async (version) => {
    const stage = await makeProxyStage(version)
    const id = await start(stage)
    await advanceTo(stage, id, "gateway_starting")
    stage.sip.control.dial({ kind: "status500", path: "/status", times: 2 })
    await look(stage, id)
    await stage.sip.control.round(version === "head" ? "monitor" : "register")
    const { roomKey } = await advanceTo(stage, id, "waiting_for_picture")
    expect(stage.rooms()).toEqual([roomKey])
  },
)

/** The first live's gateway is the second one's by now, and the proxy's books don't say whose. */
const GIVEN_AWAY = {
  "1.8.4": async (stage: ProxyStage, other: ProxyStage) => {
    const one = await start(stage)
    await advanceTo(stage, one, "waiting_for_picture")
    // Registering anew makes a busy gateway look free.
    await stage.sip.control.round("register")
    const two = await start(other)
    await advanceTo(other, two, "waiting_for_picture")
    await stage.sip.control.round("register")
    return { one, two }
  },
  head: async (stage: ProxyStage, other: ProxyStage) => {
    stage.sip.control.dial({ kind: "diesAfter", ms: 0, path: "/start" })
    const one = await start(stage)
    await advanceTo(stage, one, "waiting_for_picture")
    await expect.poll(stage.rooms, PATIENT).toEqual([])
    await stage.sip.control.round("monitor")
    const two = await start(other)
    await advanceTo(other, two, "waiting_for_picture")
    // In its menu the gateway tells no room.
    await stage.sip.control.round("monitor")
    return { one, two }
  },
}

describe.each(["1.8.4", "head"] as const)(
  "%s: a gateway that was given to another live meanwhile",
  (version) => {
    test("is left alone by the stop of the first, and stopped by its own", async () => {
      const stage = await makeProxyStage(version)
      const other = await withSecondWebinar(stage)
      const { one, two } = await GIVEN_AWAY[version](stage, other)
      const { roomKey } = await livestreamOf(other, two)
      await stopLive(stage.deps, stage.owner, { webinarId: stage.webinarId })
      await advanceTo(stage, one, "ended")
      expect(stage.rooms()).toEqual([roomKey])
      await stopLive(other.deps, other.owner, { webinarId: other.webinarId })
      await advanceTo(other, two, "ended")
      expect(stage.rooms()).toEqual([])
    })

    test("is left alone by what still has to confirm the first one's stop", async () => {
      const stage = await makeProxyStage(version)
      const other = await withSecondWebinar(stage)
      const { one, two } = await GIVEN_AWAY[version](stage, other)
      const { roomKey: room } = await livestreamOf(stage, one)
      const { roomKey } = await livestreamOf(other, two)
      await stopLive(stage.deps, stage.owner, { webinarId: stage.webinarId })
      await advanceTo(stage, one, "ended")
      const [handle] = stage.sip.control.gwIds()
      const since = stage.deps.clock.now()
      const order = { gatewayId: stage.gateway.id, livestreamId: one, room, since, orderedAt: null }
      await releaseGateway(stage.deps, { ...order, handle: handle ?? null })
      expect(stage.rooms()).toEqual([roomKey])
      expect(await waitingJobs(stage, "gateway.release")).toEqual([])
    })
  },
)

function strangerStarts(stage: ProxyStage, room: string) {
  const order = { main_app: "streaming", browsing: "bigbluebutton", browsing_name: "bigbluebutton" }
  return askProxy(stage, "/start", { ...order, room, rtmp_dst: "rtmp://elsewhere.test/live/k" })
}
