// A stage whose gateways stand behind one SIPMediaGW proxy, a stand-in that really shares them out.
import { onTestFinished } from "vitest"
import { write } from "#db/client.ts"
import { updateGateway } from "#db/queries/gateways.ts"
import { noteLivestream } from "#db/queries/livestreams.ts"
import { createSipmediagwClients } from "#server/clients/sipmediagw/sipmediagw.ts"
import { makeGateway, makeWebinar } from "#server/test-factories.ts"
import { advanceTo, livestreamOf, makeStage, start } from "#server/test-live.ts"
import { startSipmediagwSim } from "../e2e/sims/sipmediagw/sipmediagw-sim.ts"

const TOKEN = "a-proxy-token"

/** A busy machine takes its time. */
export const PATIENT = { timeout: 20_000, interval: 20 }

export async function makeProxyStage(version: "1.8.4" | "head", startTimeoutMs = 60_000) {
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
  const declare = (gatewayId: string) => {
    const tokenSealed = deps.seal.seal(TOKEN)
    const place = { sipmediagwUrl: sip.url, dialect: "proxy", gatewayRef: null, tokenSealed } as const
    return write(deps.db, (tx) => updateGateway(tx, gatewayId, place))
  }
  await declare(gateway.id)
  const timeoutsMs = { start: startTimeoutMs, stop: 5_000, chat: 5_000, status: 5_000 }
  deps.gateways = createSipmediagwClients({ timeoutsMs })
  const rooms = () =>
    sip.control.containers().flatMap(({ state, room }) => (state === "exited" ? [] : [room]))
  return { ...stage, sip, rooms, declare }
}
export type ProxyStage = Awaited<ReturnType<typeof makeProxyStage>>

/** The same proxy declared once more. */
export async function withSecondGateway(stage: ProxyStage) {
  const second = await makeGateway(stage.deps, { name: "Gateway 2" })
  await stage.declare(second.id)
  return second
}

/** Another webinar, with the second gateway of the proxy. */
export async function withSecondWebinar(stage: ProxyStage): Promise<ProxyStage> {
  const gateway = await withSecondGateway(stage)
  const { webinar, event } = await makeWebinar(stage.deps, stage.owner, { title: "Statistics" })
  return { ...stage, gateway, webinarId: webinar.id, eventId: event.id, meetingId: webinar.meetingId }
}

/** The order was stored, and this process died before it learnt what became of it. */
export async function dieAfterOrder(stage: ProxyStage) {
  const id = await start(stage)
  await advanceTo(stage, id, "gateway_starting")
  const gatewayOrderedAt = stage.deps.clock.now()
  const facts = { gatewayEngaged: true, gatewayOrderedAt }
  await write(stage.deps.db, (tx) => noteLivestream(tx, id, "gateway_starting", facts))
  return livestreamOf(stage, id)
}

export function orderFor(stage: ProxyStage, room: string) {
  const server = { url: stage.sip.url, token: TOKEN, gatewayRef: null }
  return { server, room, joinDomain: "amphi.test/join", rtmpUrl: "rtmp://live.test/live/key1" }
}

/** What a gateway, or somebody else, asks of the same proxy. */
export function askProxy(stage: ProxyStage, path: "/start" | "/unregister", body: object) {
  return fetch(`${stage.sip.url}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${TOKEN}` },
    body: JSON.stringify(body),
  })
}
