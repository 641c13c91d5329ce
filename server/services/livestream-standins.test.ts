// The life cycle with the real clients against the stand-ins of BBB and SIPMediaGW.
import { describe, expect, onTestFinished, test } from "vitest"
import { write } from "#db/client.ts"
import { updateGateway } from "#db/queries/gateways.ts"
import { createBbbClient } from "#server/clients/bbb.ts"
import { createSipmediagwClients } from "#server/clients/sipmediagw/sipmediagw.ts"
import {
  advanceTo,
  livestreamOf,
  look,
  makeStage,
  pictureComes,
  pictureGoes,
  start,
} from "#server/test-live.ts"
import { startBbbSim } from "../../e2e/sims/bbb/bbb-sim.ts"
import { type SipmediagwVersion, startSipmediagwSim } from "../../e2e/sims/sipmediagw/sipmediagw-sim.ts"
import { endEverything, stopLive } from "./livestreams.ts"
import { endMeeting } from "./meeting-end.ts"

const SECRET = "a-bbb-secret"
const TOKEN = "a-gateway-token"
const PATIENT = { timeout: 20_000, interval: 20 }

async function makeRealStage(version: SipmediagwVersion, given: { token?: string; bbbSecret?: string } = {}) {
  const bbb = await startBbbSim({ host: "127.0.0.1", port: 0, secret: SECRET })
  const sip = await startSipmediagwSim({
    host: "127.0.0.1",
    port: 0,
    version,
    token: TOKEN,
    browser: { kind: "none" },
    timings: "fast",
    webrtcDomain: "amphi.test/join",
  })
  onTestFinished(async () => {
    await bbb.close()
    await sip.close()
  })
  const stage = await makeStage()
  const { deps } = stage
  const dialect = version === "head" ? "gateway" : "classic"
  const place = { sipmediagwUrl: sip.url, dialect, gatewayRef: sip.control.gwIds()[0] ?? null } as const
  const tokenSealed = deps.seal.seal(given.token ?? TOKEN)
  await write(deps.db, (tx) => updateGateway(tx, stage.gateway.id, { ...place, tokenSealed }))
  const secret = given.bbbSecret ?? SECRET
  Object.assign(deps.bbb, createBbbClient({ apiUrl: bbb.apiUrl, secret, timeoutMs: 5_000 }))
  deps.gateways = createSipmediagwClients({ chatGapMs: 0 })
  const rooms = () =>
    sip.control.containers().flatMap(({ state, room }) => (state === "exited" ? [] : [room]))
  return { ...stage, bbb, sip, rooms }
}

describe.each(["1.6.0", "head"] as const)("with SIPMediaGW %s", (version) => {
  test("a live comes up, is stopped, and the gateway's room is gone while the meeting stays", async () => {
    const stage = await makeRealStage(version)
    const id = await start(stage)
    const { roomKey } = await advanceTo(stage, id, "waiting_for_picture")
    expect(stage.rooms()).toEqual([roomKey])
    expect(await look(stage, id)).toMatchObject({ state: "waiting_for_picture", gatewayJoinedAt: null })
    stage.bbb.control.connect({ meetingID: stage.meetingId, fullName: "Live", userID: `stream-${id}` })
    const session = await pictureComes(stage, id)
    await advanceTo(stage, id, "live")
    await stopLive(stage.deps, stage.owner, { webinarId: stage.webinarId })
    expect(await look(stage, id)).toMatchObject({ state: "stopping", gatewayEngaged: true })
    expect(stage.rooms()).toEqual([])
    await pictureGoes(stage, id, session)
    await advanceTo(stage, id, "ended")
    expect(stage.bbb.control.meetings()).toHaveLength(1)
  })

  test("a start that was cut off is made again, and leaves one room", async () => {
    const stage = await makeRealStage(version)
    const id = await start(stage)
    await advanceTo(stage, id, "gateway_starting")
    stage.sip.control.dial({ kind: "refuse" })
    const { roomKey } = await advanceTo(stage, id, "waiting_for_picture")
    expect(stage.rooms()).toEqual([roomKey])
  })

  test("ending everything ends the meeting in BBB", async () => {
    const stage = await makeRealStage(version)
    const id = await start(stage)
    await advanceTo(stage, id, "waiting_for_picture")
    await endEverything(stage.deps, stage.owner, { webinarId: stage.webinarId })
    const refusals: unknown[] = []
    const end = () => endMeeting(stage.deps, { webinarId: stage.webinarId })
    const isGone = () =>
      end().then(
        () => true,
        (error) => refusals.push(error) === 0,
      )
    await expect.poll(isGone, PATIENT).toBe(true)
    for (const refusal of refusals) expect(refusal).toMatchObject({ reason: "busy", retryable: true })
    expect(await stage.deps.bbb.findMeeting(stage.meetingId)).toBeNull()
    await advanceTo(stage, id, "ended")
    await expect.poll(stage.rooms, PATIENT).toEqual([])
  })
})

test("a wrong BBB secret is told as such, no gateway is touched, and the right one works afterwards", async () => {
  const stage = await makeRealStage("1.6.0", { bbbSecret: "wrong" })
  const id = await start(stage)
  expect(await look(stage, id)).toMatchObject({ state: "failed", failure: "bbb_unauthorized", liveAt: null })
  expect(stage.sip.control.requests()).toEqual([])
  Object.assign(stage.deps.bbb, createBbbClient({ apiUrl: stage.bbb.apiUrl, secret: SECRET }))
  stage.deps.clock.advance(1_000)
  await advanceTo(stage, await start(stage), "waiting_for_picture")
})

test("a wrong gateway token is told as such", async () => {
  const stage = await makeRealStage("1.6.0", { token: "wrong" })
  const id = await start(stage)
  await advanceTo(stage, id, "stopping")
  expect(await livestreamOf(stage, id)).toMatchObject({ failure: "gateway_unauthorized" })
  expect(stage.rooms()).toEqual([])
})

test("a gateway that nobody answers at is told as such, after the deadline", async () => {
  const stage = await makeRealStage("1.6.0")
  await stage.sip.close()
  const id = await start(stage)
  await advanceTo(stage, id, "gateway_starting")
  expect(await look(stage, id)).toMatchObject({ state: "gateway_starting" })
  stage.deps.clock.advance(130_000)
  expect(await look(stage, id)).toMatchObject({ state: "stopping", failure: "gateway_unreachable" })
})
