// What an administrator can't take from a gateway that is at work.
import { describe, expect, test } from "vitest"
import { write } from "#db/client.ts"
import { settleJob } from "#db/queries/jobs.ts"
import type { BroadcasterForm, GatewayForm } from "#server/domain/gateway.ts"
import { JOBS } from "#server/jobs.ts"
import { makeAdmin } from "#server/test-factories.ts"
import { look, makeLive, waitingJobs } from "#server/test-live.ts"
import { releaseGateway } from "./gateway-release.ts"
import { deleteGateway, listBroadcasters, listGateways, saveBroadcaster, saveGateway } from "./gateways.ts"
import { stopLive } from "./livestreams.ts"

const OUTSIDE = { rtmpUrl: "rtmp://media.test/live/secretkey", hlsUrl: "https://media.test/live.m3u8" }

async function working() {
  const live = await makeLive()
  const { deps, gateway } = live
  const admin = await makeAdmin(deps)
  const [row] = await listGateways(deps, admin)
  const kept: GatewayForm = {
    name: row?.name ?? "",
    dialect: "classic",
    sipmediagwUrl: gateway.url,
    token: "",
    gatewayRef: "",
    rtmpUrl: "",
    broadcasterId: row?.broadcaster.id ?? "",
    enabled: true,
  }
  const save = (given: Partial<GatewayForm>) =>
    saveGateway(deps, admin, { gatewayId: gateway.id, form: { ...kept, ...given } })
  const outside = {
    name: "Elsewhere",
    hlsUrl: OUTSIDE.hlsUrl,
    streamName: "",
    listed: true,
    restricted: false,
  }
  const { broadcasterId } = await saveBroadcaster(deps, admin, { broadcasterId: null, form: outside })
  return { ...live, admin, save, elsewhere: { broadcasterId, rtmpUrl: OUTSIDE.rtmpUrl } }
}

describe("a gateway at work", () => {
  test("keeps what its stop and its picture need while it carries a live; the rest may change", async () => {
    const { save, elsewhere } = await working()
    const refused = (fields: Record<string, string>) => ({ code: "invalid", fields })
    await expect(save({ sipmediagwUrl: "https://new.test", token: "another" })).rejects.toMatchObject(
      refused({ sipmediagwUrl: "inUse" }),
    )
    await expect(save({ dialect: "gateway", gatewayRef: "gw2" })).rejects.toMatchObject(
      refused({ dialect: "inUse" }),
    )
    await expect(save(elsewhere)).rejects.toMatchObject(refused({ broadcasterId: "inUse", rtmpUrl: "inUse" }))
    await expect(save({ name: "Renamed", token: "rotated" })).resolves.toBeTruthy()
  })

  test("stays as it is, and stays, until it has confirmed its stop", async () => {
    const live = await working()
    const { deps, admin, save, gateway } = live
    deps.gateway.trouble.stop = "unreachable"
    await stopLive(deps, live.owner, { webinarId: live.webinarId })
    await look(live, live.id)
    deps.clock.advance(24 * 3_600_000)
    await look(live, live.id)
    expect((await listGateways(deps, admin))[0]).toMatchObject({ busyWith: null, nextReservation: null })
    const change = { sipmediagwUrl: "https://new.test", token: "another" }
    await expect(save(change)).rejects.toMatchObject({ fields: { sipmediagwUrl: "inUse" } })
    const deleting = () => deleteGateway(deps, admin, { gatewayId: gateway.id })
    await expect(deleting()).rejects.toMatchObject({ code: "conflict" })
    deps.gateway.trouble.stop = null
    const [job] = await waitingJobs(live, "gateway.release")
    await releaseGateway(deps, JOBS["gateway.release"].parse(job?.payload))
    await write(deps.db, (tx) => settleJob(tx, job?.id ?? 0, deps.clock.now()))
    await expect(save(change)).resolves.toBeTruthy()
    await expect(deleting()).resolves.toBeUndefined()
  })

  test("pins the address of its broadcaster as well", async () => {
    const { deps, admin, gateway } = await working()
    const rows = await listBroadcasters(deps, admin)
    const row = rows.find(({ streamName }) => streamName === gateway.streamName)
    const rules = { listed: true, restricted: false }
    const change = (given: Partial<BroadcasterForm>) =>
      saveBroadcaster(deps, admin, {
        broadcasterId: row?.id ?? "",
        form: { name: "Renamed", hlsUrl: "", streamName: gateway.streamName, ...rules, ...given },
      })
    await expect(change({ streamName: "elsewhere" })).rejects.toMatchObject({
      fields: { streamName: "inUse" },
    })
    await expect(change({})).resolves.toBeTruthy()
  })
})
