import { describe, expect, test } from "vitest"
import { write } from "#db/client.ts"
import { claimJob, finishJob } from "#db/queries/jobs.ts"
import { putStream } from "#db/queries/livestreams.ts"
import { advanceTo, livestreamOf, look, makeLive, makeStage, type Stage, start } from "#server/test-live.ts"
import { advanceLivestream } from "./livestream-steps.ts"
import { stopLive } from "./livestreams.ts"
import { isStillStreaming } from "./picture.ts"
import { listOverstayers } from "./streams.ts"

const HOUR_MS = 3_600_000

async function waiting() {
  const stage = await makeStage()
  const id = await start(stage)
  await advanceTo(stage, id, "waiting_for_picture")
  return { ...stage, id }
}

/** As a worker does that has just come to it. */
async function takeLook({ deps }: Stage, livestreamId: string) {
  const now = deps.clock.now()
  const claim = () => write(deps.db, (tx) => claimJob(tx, "a worker", now, new Date(now.getTime() + 10_000)))
  for (let job = await claim(); job; job = await claim()) {
    const { id } = job
    if (job.kind === "livestream.advance") await advanceLivestream(deps, { livestreamId }, job)
    await write(deps.db, (tx) => finishJob(tx, id, "a worker", now))
  }
}

describe("a clock that is set back by an hour", () => {
  test("gives a gateway that doesn't come as long as always, not an hour more and not less", async () => {
    const stage = await waiting()
    stage.deps.clock.advance(-HOUR_MS)
    expect(await look(stage, stage.id)).toMatchObject({ state: "waiting_for_picture" })
    stage.deps.clock.advance(61_000)
    expect(await look(stage, stage.id)).toMatchObject({ state: "stopping", failure: "gateway_never_joined" })
  })

  test("doesn't let a stop that isn't confirmed last for that hour", async () => {
    const live = await makeLive()
    live.deps.gateway.trouble.stop = "unreachable"
    await stopLive(live.deps, live.owner, { webinarId: live.webinarId })
    live.deps.clock.advance(-HOUR_MS)
    expect(await look(live, live.id)).toMatchObject({ state: "stopping" })
    live.deps.clock.advance(91_000)
    expect(await look(live, live.id)).toMatchObject({ state: "ended" })
  })

  test("leaves no publisher of a stopped live at the origin, and believes no old refusal", async () => {
    const live = await makeLive()
    const { deps, gateway } = live
    const { roomKey: run } = await livestreamOf(live, live.id)
    await stopLive(deps, live.owner, { webinarId: live.webinarId })
    const publisher = {
      name: gateway.streamName,
      run,
      session: live.session,
      key: gateway.key,
      remoteAddress: "",
    }
    expect(await listOverstayers(deps, [publisher])).toEqual([])
    const refused = {
      name: "other",
      run: "otherrun",
      session: "",
      state: "refused",
      changedAt: deps.clock.now(),
    } as const
    await write(deps.db, (tx) => putStream(tx, refused))
    expect(await isStillStreaming(deps, "otherrun", {})).toBe(true)
    deps.clock.advance(-HOUR_MS)
    expect(await listOverstayers(deps, [publisher])).toHaveLength(1)
    expect(await isStillStreaming(deps, "otherrun", {})).toBe(false)
  })
})

describe("a clock that is set forward by an hour, or a machine that slept", () => {
  test("costs a start nothing: what nobody saw isn't counted", async () => {
    const stage = await waiting()
    await takeLook(stage, stage.id)
    stage.deps.clock.advance(HOUR_MS)
    await takeLook(stage, stage.id)
    expect(await livestreamOf(stage, stage.id)).toMatchObject({ state: "waiting_for_picture" })
    for (let seconds = 0; seconds <= 65; seconds += 5) {
      stage.deps.clock.advance(5_000)
      await takeLook(stage, stage.id)
    }
    expect(await livestreamOf(stage, stage.id)).toMatchObject({ failure: "gateway_never_joined" })
  })
})
