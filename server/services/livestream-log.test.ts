// What the log tells of a webinar that didn't start, and what it never tells; with the real clients and the stand-ins.
import { expect, onTestFinished, test } from "vitest"
import { z } from "zod"
import { write } from "#db/client.ts"
import { updateGateway } from "#db/queries/gateways.ts"
import { createBbbClient } from "#server/clients/bbb.ts"
import { createSipmediagwClients } from "#server/clients/sipmediagw/sipmediagw.ts"
import { startBbbSim } from "../../e2e/sims/bbb/bbb-sim.ts"
import { startSipmediagwSim } from "../../e2e/sims/sipmediagw/sipmediagw-sim.ts"
import { messageOf } from "../errors.ts"
import { createLog } from "../log.ts"
import { getWebinar } from "../test-factories.ts"
import { advanceTo, livestreamOf, makeStage, type Stage, start } from "../test-live.ts"
import { sendMessage } from "./chat.ts"
import { endEverything, setChat } from "./livestreams.ts"
import { endMeeting } from "./meeting-end.ts"

const SECRETS = { bbb: "bbb-shared-secret", gateway: "right-gateway-token", wrong: "wrong-gateway-token" }
const SAID = "what a presenter said"

const Line = z.looseObject({ msg: z.string(), level: z.string() })

async function makeRecordedStage(token: string) {
  const bbb = await startBbbSim({ host: "127.0.0.1", port: 0, secret: SECRETS.bbb })
  const sip = await startSipmediagwSim({
    host: "127.0.0.1",
    port: 0,
    version: "1.6.0",
    token: SECRETS.gateway,
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
  const written: string[] = []
  deps.log = createLog("debug", { write: (line) => void written.push(line) })
  const tokenSealed = deps.seal.seal(token)
  await write(deps.db, (tx) => updateGateway(tx, stage.gateway.id, { sipmediagwUrl: sip.url, tokenSealed }))
  Object.assign(deps.bbb, createBbbClient({ apiUrl: bbb.apiUrl, secret: SECRETS.bbb, timeoutMs: 5_000 }))
  deps.gateways = createSipmediagwClients({ chatGapMs: 0 })
  return { stage, written }
}

/** Everything that opens something, and what people wrote. */
async function unspeakable(stage: Stage, livestreamId: string) {
  const { webinar } = await getWebinar(stage.deps, stage.webinarId)
  const { roomKey } = await livestreamOf(stage, livestreamId)
  const { joinKey, callbackKey } = webinar
  const ours = [stage.deps.config.secret, stage.gateway.key, roomKey, joinKey, callbackKey, SAID, "checksum="]
  return [...Object.values(SECRETS), ...ours]
}

test.each([
  ["a wrong token", SECRETS.wrong, "webinar gateway start failed", "stopping"],
  ["the right token", SECRETS.gateway, "webinar gateway start accepted", "waiting_for_picture"],
] as const)("a whole start with %s is told in lines of its webinar, without a secret", async (...given) => {
  const [, token, told, reached] = given
  const { stage, written } = await makeRecordedStage(token)
  const { deps, owner, webinarId, eventId } = stage
  await setChat(deps, owner, { webinarId, enabled: true })
  const id = await start(stage)
  await sendMessage(deps, owner, { eventId, clientId: "c", text: SAID })
  await advanceTo(stage, id, reached)
  await endEverything(deps, owner, { webinarId })
  await advanceTo(stage, id, reached === "stopping" ? "failed" : "ended")
  const end = () => endMeeting(deps, { webinarId }).then(() => "gone", messageOf)
  await expect.poll(end, { timeout: 20_000 }).toBe("gone")

  const lines = written.map((line) => Line.parse(JSON.parse(line)))
  const about = lines.filter(({ msg }) => msg.startsWith("webinar"))
  expect(about.filter((line) => line.webinar !== webinarId || line.title !== "Thermodynamics")).toEqual([])
  const steps = about.map(({ msg }) => msg)
  for (const step of ["webinar chat switched", "webinar start asked", "webinar meeting ready", told])
    expect(steps).toContain(step)
  for (const step of ["webinar end asked", "webinar live ended", "webinar meeting ended for everybody"])
    expect(steps).toContain(step)
  const answer = about.find(({ msg }) => msg === told)
  expect(answer).toMatchObject({
    livestream: id,
    gateway: expect.stringContaining("gateway"),
    durationMs: expect.any(Number),
  })
  if (token === SECRETS.wrong) {
    expect(answer).toMatchObject({ level: "warn", reason: "unauthorized", error: expect.any(String) })
    expect(about.find(({ msg }) => msg === "webinar live failed")).toMatchObject({
      level: "error",
      failure: "gateway_unauthorized",
      err: { service: "sipmediagw", reason: "unauthorized" },
    })
  }
  const all = written.join("")
  expect((await unspeakable(stage, id)).filter((secret) => all.includes(secret))).toEqual([])
})
