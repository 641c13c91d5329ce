// A live through SIPMediaGW's proxy: the gateway it chose is remembered, and found again after a crash.
import { expect, onTestFinished, test } from "vitest"
import { write } from "#db/client.ts"
import { updateGateway } from "#db/queries/gateways.ts"
import { noteLivestream } from "#db/queries/livestreams.ts"
import { createSipmediagwClients } from "#server/clients/sipmediagw/sipmediagw.ts"
import { advanceTo, livestreamOf, makeStage, start } from "#server/test-live.ts"
import { startSipmediagwSim } from "../../e2e/sims/sipmediagw/sipmediagw-sim.ts"
import { stopLive } from "./livestreams.ts"

const TOKEN = "a-proxy-token"

async function makeProxyStage(version: "1.8.4" | "head") {
  const sip = await startSipmediagwSim({
    host: "127.0.0.1",
    port: 0,
    version,
    token: TOKEN,
    slots: 2,
    proxy: { rounds: "by hand" },
    browser: { kind: "none" },
    timings: "fast",
    webrtcDomain: "amphi.test/join",
  })
  onTestFinished(() => sip.close())
  const stage = await makeStage()
  const { deps, gateway } = stage
  const tokenSealed = deps.seal.seal(TOKEN)
  const place = { sipmediagwUrl: sip.url, dialect: "proxy", gatewayRef: null, tokenSealed } as const
  await write(deps.db, (tx) => updateGateway(tx, gateway.id, place))
  deps.gateways = createSipmediagwClients()
  const rooms = () =>
    sip.control.containers().flatMap(({ state, room }) => (state === "exited" ? [] : [room]))
  return { ...stage, sip, rooms }
}

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
  const id = await start(stage)
  await advanceTo(stage, id, "gateway_starting")
  await write(stage.deps.db, (tx) => noteLivestream(tx, id, "gateway_starting", { gatewayEngaged: true }))
  const { roomKey: room } = await livestreamOf(stage, id)
  const server = { url: stage.sip.url, token: TOKEN, gatewayRef: null }
  const lost = { server, room, joinDomain: "amphi.test/join", rtmpUrl: "rtmp://live.test/live/key1" }
  const { handle } = await stage.deps.gateways.proxy.start(lost)
  expect(await advanceTo(stage, id, "waiting_for_picture")).toMatchObject({ gatewayHandle: handle })
  expect(stage.rooms()).toEqual([room])
})
