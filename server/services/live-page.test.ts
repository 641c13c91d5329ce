import { expect, test } from "vitest"
import { ANYBODY, getWebinar } from "../test-factories.ts"
import { advanceTo, comesOnAir, makeLive, makeStage, type Stage, start } from "../test-live.ts"
import { getLiveView } from "./live-page.ts"
import { endEverything, stopLive } from "./livestreams.ts"

async function replayFrom({ deps, webinarId }: Stage) {
  const { event } = await getWebinar(deps, webinarId)
  return (await getLiveView(deps, ANYBODY, { slug: event.slug })).replayFrom
}

test("once an event is over, its messages are timed from the first picture, whichever run showed it", async () => {
  const stage = await makeLive()
  const { deps, owner, webinarId } = stage
  const firstAt = (await getLiveView(deps, ANYBODY, { slug: (await getWebinar(deps, webinarId)).event.slug }))
    .facts.livestream?.liveAt
  expect(await replayFrom(stage)).toBeNull()
  await stopLive(deps, owner, { webinarId })
  await advanceTo(stage, stage.id, "ended")
  deps.clock.advance(60_000)
  await comesOnAirAgain(stage)
  await endEverything(deps, owner, { webinarId })
  expect(firstAt).toBeInstanceOf(Date)
  expect(await replayFrom(stage)).toEqual(firstAt)
})

async function comesOnAirAgain(stage: Stage) {
  const id = await start(stage)
  await advanceTo(stage, id, "waiting_for_picture")
  await comesOnAir(stage, id)
}

test("an event without a picture has nothing to time them by", async () => {
  const stage = await makeStage()
  await endEverything(stage.deps, stage.owner, { webinarId: stage.webinarId })
  expect(await replayFrom(stage)).toBeNull()
})
