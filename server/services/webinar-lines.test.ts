// Whoever asks the log why a webinar didn't start looks for its title: the prime causes have to be found by it.
import { expect, test } from "vitest"
import { z } from "zod"
import { write } from "#db/client.ts"
import { updateGateway } from "#db/queries/gateways.ts"
import { createLog } from "#server/log.ts"
import { getWebinar } from "#server/test-factories.ts"
import { advanceTo, look, makeStage, pictureComes, type Stage, start } from "#server/test-live.ts"
import { joinByKey } from "./join.ts"
import { startLive } from "./livestreams.ts"
import { enterMeeting } from "./meetings.ts"
import { mayPublish } from "./streams.ts"

const Line = z.looseObject({ level: z.string(), msg: z.string() })

function recordLog({ deps }: Pick<Stage, "deps">) {
  const written: string[] = []
  deps.log = createLog("debug", { write: (line) => void written.push(line) })
  return (msg: string) => written.map((line) => Line.parse(JSON.parse(line))).find((line) => line.msg === msg)
}

function named({ webinarId }: Stage) {
  return { webinar: webinarId, title: "Thermodynamics" }
}

test("a publisher that is refused", async () => {
  const stage = await makeStage({ name: "Gateway 1" })
  const id = await start(stage)
  const { roomKey: run } = await advanceTo(stage, id, "waiting_for_picture")
  const said = recordLog(stage)
  const { streamName: name } = stage.gateway
  await mayPublish(stage.deps, { name, key: "wrong", run, remoteAddress: "192.0.2.1" })
  expect(said("webinar publisher")).toMatchObject({
    ...named(stage),
    ...{ level: "warn", livestream: id, gateway: "Gateway 1", verdict: "wrong key" },
  })
})

test("a playlist that can't be read", async () => {
  const stage = await makeStage()
  const id = await start(stage)
  await advanceTo(stage, id, "waiting_for_picture")
  await pictureComes(stage, id)
  stage.deps.media.unreachable = true
  const said = recordLog(stage)
  await look(stage, id)
  expect(said("webinar playlist not readable")).toMatchObject({ ...named(stage), livestream: id })
})

test("a meeting that its presenter can't enter", async () => {
  const stage = await makeStage()
  stage.deps.bbb.trouble = "unreachable"
  const said = recordLog(stage)
  const entering = enterMeeting(stage.deps, stage.owner, { webinarId: stage.webinarId, locale: "fr" })
  await expect(entering).rejects.toThrow()
  expect(said("webinar meeting not entered")).toMatchObject({
    ...named(stage),
    ...{ level: "warn", durationMs: expect.any(Number), err: { reason: "unreachable" } },
  })
})

test("a meeting that an invited speaker can't join", async () => {
  const stage = await makeStage()
  const { deps, owner, webinarId } = stage
  await enterMeeting(deps, owner, { webinarId, locale: "fr" })
  deps.bbb.trouble = "timeout"
  const said = recordLog(stage)
  const { webinar } = await getWebinar(deps, webinarId)
  const joining = joinByKey(deps, { kind: "anonymous" }, { key: webinar.joinKey, name: "Ada", locale: "fr" })
  await expect(joining).rejects.toThrow()
  expect(said("webinar meeting not joined")).toMatchObject({ ...named(stage), err: { reason: "timeout" } })
})

test("a start that is refused because every gateway is taken", async () => {
  const stage = await makeStage()
  const { deps, owner, webinarId } = stage
  await write(deps.db, (tx) => updateGateway(tx, stage.gateway.id, { maintenance: "disks" }))
  const said = recordLog(stage)
  await expect(startLive(deps, owner, { webinarId })).rejects.toMatchObject({ code: "no_gateway" })
  expect(said("webinar start refused")).toMatchObject({
    ...named(stage),
    ...{ level: "warn", reason: "no_gateway" },
  })
  expect(said("webinar start asked")).toBeUndefined()
})
