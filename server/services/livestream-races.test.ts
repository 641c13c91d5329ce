// A stop is pressed in the very moment in which a step ends: the log and the figures tell only what has happened.
import { expect, test } from "vitest"
import { createLog } from "#server/log.ts"
import {
  advanceTo,
  gatewayJoins,
  livestreamOf,
  look,
  makeStage,
  pictureComes,
  type Stage,
  start,
} from "#server/test-live.ts"
import { stopLive } from "./livestreams.ts"

function recordLog(stage: Stage) {
  const written: string[] = []
  stage.deps.log = createLog("debug", { write: (line) => void written.push(line) })
  return () => written.map((line): string => JSON.parse(line).msg)
}

async function startsCounted({ deps }: Stage) {
  const text = await deps.metrics.registry.getSingleMetricAsString("amphi_live_starts_total")
  return text.split("\n").filter((line) => line.startsWith("amphi_live_starts_total{"))
}

const stop = ({ deps, owner, webinarId }: Stage) => stopLive(deps, owner, { webinarId })

test("a stop while the picture is looked at is no start, no live and no move", async () => {
  const stage = await makeStage()
  const id = await start(stage)
  await advanceTo(stage, id, "waiting_for_picture")
  gatewayJoins(stage, id)
  await pictureComes(stage, id)
  const messages = recordLog(stage)
  const { probe } = stage.deps.media
  stage.deps.media.probe = async (url) => {
    await stop(stage)
    return probe(url)
  }
  expect(await look(stage, id)).toMatchObject({ state: "stopping", liveAt: null })
  expect(messages()).not.toContain("webinar live")
  expect(messages()).not.toContain("webinar live moved on")
  expect(await startsCounted(stage)).toEqual([
    'amphi_live_starts_total{outcome="live"} 0',
    'amphi_live_starts_total{outcome="failed"} 0',
  ])
})

test("a stop while a call fails is no failure", async () => {
  const stage = await makeStage()
  const id = await start(stage)
  const messages = recordLog(stage)
  stage.deps.bbb.createMeeting = async () => {
    await stop(stage)
    stage.deps.bbb.trouble = "unauthorized"
    throw await stage.deps.bbb.capabilities().catch((error: unknown) => error)
  }
  expect(await look(stage, id)).toMatchObject({ state: "stopping", failure: null })
  expect(messages()).not.toContain("webinar live failed")
  expect((await startsCounted(stage))[1]).toMatch(/ 0$/)
})

test("what did happen is told and counted once", async () => {
  const stage = await makeStage()
  const messages = recordLog(stage)
  const id = await start(stage)
  await advanceTo(stage, id, "waiting_for_picture")
  gatewayJoins(stage, id)
  await pictureComes(stage, id)
  await advanceTo(stage, id, "live")
  expect(messages().filter((message) => message === "webinar live")).toHaveLength(1)
  expect((await startsCounted(stage))[0]).toMatch(/ 1$/)
  await stop(stage)
  await advanceTo(stage, id, "ended")
  expect(messages().filter((message) => message === "webinar live ended")).toHaveLength(1)
  expect(await livestreamOf(stage, id)).toMatchObject({ state: "ended" })
})
