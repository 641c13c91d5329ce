import { eq } from "drizzle-orm"
import { describe, expect, test } from "vitest"
import { jobs } from "#db/schema.ts"
import { JOBS } from "#server/jobs.ts"
import {
  advanceTo,
  comesOnAir,
  livestreamOf,
  look,
  makeLive,
  makeStageOfTwo,
  openOf,
  type Stage,
  start,
  waitingJobs,
  whatListenersSee,
} from "#server/test-live.ts"
import { releaseGateway } from "./gateway-release.ts"
import { restartLive, startLive, stopLive } from "./livestreams.ts"

const LATE_MS = 130_000

async function releaseJob(stage: Pick<Stage, "deps">) {
  const [job] = await waitingJobs(stage, "gateway.release")
  if (!job) throw new Error("no release is waiting")
  return { job, payload: JOBS["gateway.release"].parse(job.payload) }
}

/** As the worker does: the job is taken, carried out, and done or dead. */
async function release(stage: Pick<Stage, "deps">) {
  const { job, payload } = await releaseJob(stage)
  const mark = (state: "done" | "dead") =>
    stage.deps.db.update(jobs).set({ state, dedupeKey: null }).where(eq(jobs.id, job.id))
  await stage.deps.db.update(jobs).set({ dedupeKey: null }).where(eq(jobs.id, job.id))
  try {
    await releaseGateway(stage.deps, payload)
    await mark("done")
  } catch (error) {
    await mark("dead")
    throw error
  }
}

async function endedWithoutConfirmation() {
  const live = await makeLive()
  live.deps.gateway.trouble.stop = "unreachable"
  await stopLive(live.deps, live.owner, { webinarId: live.webinarId })
  await look(live, live.id)
  live.deps.clock.advance(LATE_MS)
  expect(await look(live, live.id)).toMatchObject({ state: "ended", gatewayEngaged: true })
  return live
}

describe("a gateway that did not confirm a stop", () => {
  test("is told again until it confirms, and given to nobody meanwhile", async () => {
    const live = await endedWithoutConfirmation()
    const again = startLive(live.deps, live.owner, { webinarId: live.webinarId })
    await expect(again).rejects.toMatchObject({ code: "no_gateway" })
    await release(live)
    const next = await releaseJob(live)
    expect(next.job.runAt.getTime()).toBeGreaterThan(live.deps.clock.now().getTime())
    live.deps.gateway.trouble.stop = null
    await release(live)
    expect(live.deps.gateway.rooms.size).toBe(0)
    expect(await waitingJobs(live, "gateway.release")).toEqual([])
    expect(await startLive(live.deps, live.owner, { webinarId: live.webinarId })).toBeTruthy()
  })

  test("is told less and less often, at least every five minutes", async () => {
    const live = await endedWithoutConfirmation()
    const gaps: number[] = []
    for (let count = 0; count < 14; count++) {
      await release(live)
      const { job } = await releaseJob(live)
      gaps.push(job.runAt.getTime() - live.deps.clock.now().getTime())
      live.deps.clock.set(job.runAt)
    }
    expect(gaps[0]).toBe(5_000)
    expect(gaps).toEqual([...gaps].sort((a, b) => a - b))
    expect(gaps.at(-1)).toBe(300_000)
  })

  test("is not blocked for ever: after an hour it may be tried, and its old room is stopped first", async () => {
    const live = await endedWithoutConfirmation()
    live.deps.clock.advance(61 * 60_000)
    await expect(release(live)).rejects.toThrow("did not stop")
    const { roomKey: old } = await livestreamOf(live, live.id)
    live.deps.gateway.trouble.stop = null
    const id = await start(live)
    const { roomKey } = await advanceTo(live, id, "waiting_for_picture")
    expect(live.deps.gateway.calls.slice(-2).map(({ verb, room }) => [verb, room])).toEqual([
      ["stop", old],
      ["start", roomKey],
    ])
    const dead = await live.deps.db.select().from(jobs).where(eq(jobs.state, "dead"))
    expect(dead).toEqual([])
  })

  test("is never told to stop while it carries somebody's live", async () => {
    const live = await makeLive()
    const calls = live.deps.gateway.calls.length
    const since = live.deps.clock.now()
    await releaseGateway(live.deps, {
      gatewayId: live.gateway.id,
      livestreamId: "older",
      room: "oldroom",
      handle: null,
      since,
      orderedAt: null,
    })
    expect(live.deps.gateway.calls).toHaveLength(calls)
  })
})

describe("a restart", () => {
  test("doesn't wait for a gateway that won't confirm when another one is free", async () => {
    const stage = await makeStageOfTwo()
    const { deps, owner, webinarId, second } = stage
    const id = await start(stage)
    await advanceTo(stage, id, "waiting_for_picture")
    await comesOnAir(stage, id)
    deps.gateway.dead.add(stage.gateway.url)
    await restartLive(deps, owner, { webinarId })
    expect(await look(stage, id)).toMatchObject({ state: "stopping" })
    deps.clock.advance(11_000)
    expect(await look(stage, id)).toMatchObject({ state: "ended" })
    expect(await whatListenersSee(stage)).toBe("interrupted")
    expect(await openOf(stage)).toMatchObject({ gatewayId: second.id, state: "requested" })
  })

  test("that finds no free gateway has failed, and says so", async () => {
    const live = await makeLive()
    live.deps.gateway.trouble.stop = "unreachable"
    await restartLive(live.deps, live.owner, { webinarId: live.webinarId })
    await look(live, live.id)
    live.deps.clock.advance(LATE_MS)
    expect(await look(live, live.id)).toMatchObject({ state: "failed", failure: "no_gateway" })
  })
})
