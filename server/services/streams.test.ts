import { describe, expect, test } from "vitest"
import { findStream } from "#db/queries/livestreams.ts"
import { makeGateway, makeWebinar } from "#server/test-factories.ts"
import { advanceTo, livestreamOf, makeStage, notice, start } from "#server/test-live.ts"
import { startLive, stopLive } from "./livestreams.ts"
import { mayPublish } from "./streams.ts"

async function started() {
  const stage = await makeStage()
  const id = await start(stage)
  const { roomKey } = await advanceTo(stage, id, "waiting_for_picture")
  const { streamName, key } = stage.gateway
  return { ...stage, id, publisher: { name: streamName, key, run: roomKey, remoteAddress: "192.0.2.1" } }
}

describe("publishing", () => {
  test("is allowed to the gateway of an open livestream with its key and run", async () => {
    const { deps, publisher } = await started()
    expect(await mayPublish(deps, publisher)).toBe(true)
  })

  test.each([
    ["a wrong key", { key: "wrong" }],
    ["no key", { key: null }],
    ["an unknown stream", { name: "nobody" }],
    ["an unknown run", { run: "unknown" }],
    ["no run", { run: null }],
  ])("is refused for %s", async (_what, wrong) => {
    const { deps, publisher } = await started()
    expect(await mayPublish(deps, { ...publisher, ...wrong })).toBe(false)
  })

  test("is refused for the run of another gateway's livestream", async () => {
    const { deps, owner, publisher } = await started()
    await makeGateway(deps)
    const other = await makeWebinar(deps, owner)
    const { livestreamId } = await startLive(deps, owner, { webinarId: other.webinar.id })
    const foreign = await livestreamOf({ deps }, livestreamId ?? "")
    expect(await mayPublish(deps, { ...publisher, run: foreign.roomKey })).toBe(false)
  })

  test("is refused once the livestream is stopping or over", async () => {
    const stage = await started()
    await stopLive(stage.deps, stage.owner, { webinarId: stage.webinarId })
    expect(await mayPublish(stage.deps, stage.publisher)).toBe(false)
    await advanceTo(stage, stage.id, "ended")
    expect(await mayPublish(stage.deps, stage.publisher)).toBe(false)
  })
})

test("news of a stream nobody knows is kept and changes no livestream", async () => {
  const stage = await started()
  await notice(stage, "started", "unknownrun", "session1")
  expect(await findStream(stage.deps.db, stage.gateway.streamName)).toMatchObject({ run: "unknownrun" })
  expect(await livestreamOf(stage, stage.id)).toMatchObject({ state: "waiting_for_picture" })
})
