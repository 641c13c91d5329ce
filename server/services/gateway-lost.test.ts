// A gateway that its proxy doesn't know any more can't confirm a stop: its host died, or came back under another name.
import { eq } from "drizzle-orm"
import { describe, expect, test } from "vitest"
import { jobs } from "#db/schema.ts"
import { JOBS } from "#server/jobs.ts"
import { makeAdmin } from "#server/test-factories.ts"
import { advanceTo, look, pictureComes, start, waitingJobs } from "#server/test-live.ts"
import { askProxy, makeProxyStage } from "#server/test-proxy.ts"
import { releaseGateway } from "./gateway-release.ts"
import { startLive, stopLive } from "./livestreams.ts"
import { getSession } from "./sessions.ts"

const LATE_MS = 91_000
const MINUTE_MS = 60_000

async function waiting() {
  const stage = await makeProxyStage("head")
  const id = await start(stage)
  const { gatewayHandle } = await advanceTo(stage, id, "waiting_for_picture")
  const forget = () => askProxy(stage, "/unregister", { gw_id: gatewayHandle })
  const cutOff = () => stage.sip.control.dial({ kind: "refuse", times: 1_000 })
  return { ...stage, id, forget, cutOff }
}
type Waiting = Awaited<ReturnType<typeof waiting>>

async function endUnconfirmed(stage: Waiting) {
  await stopLive(stage.deps, stage.owner, { webinarId: stage.webinarId })
  await look(stage, stage.id)
  stage.deps.clock.advance(LATE_MS)
  expect(await look(stage, stage.id)).toMatchObject({ state: "ended", gatewayEngaged: true })
}

/** As a worker does, for so long; true: its stop is confirmed by then, or given up. */
async function releaseFor(stage: Waiting, ms: number) {
  const until = stage.deps.clock.now().getTime() + ms
  for (;;) {
    const [job] = await waitingJobs(stage, "gateway.release")
    if (!job) return true
    if (job.runAt.getTime() > until) return false
    await release(stage, job)
  }
}

async function release({ deps }: Waiting, { id, runAt, payload }: typeof jobs.$inferSelect) {
  if (runAt > deps.clock.now()) deps.clock.set(runAt)
  const change = (set: Partial<typeof jobs.$inferInsert>) =>
    deps.db.update(jobs).set(set).where(eq(jobs.id, id))
  await change({ dedupeKey: null })
  const carriedOut = releaseGateway(deps, JOBS["gateway.release"].parse(payload))
  await change({ state: await carriedOut.then(() => "done" as const).catch(() => "dead" as const) })
}

async function lastStopOf({ deps, id }: Waiting) {
  const { calls } = await getSession(deps, await makeAdmin(deps), { livestreamId: id })
  return calls.filter(({ call }) => call === "gateway_stop").at(-1)
}

describe("a gateway that its proxy has forgotten", () => {
  test("counts as stopped after five minutes, is told so on the session's page, and is given away again", async () => {
    const stage = await waiting()
    await stage.forget()
    await endUnconfirmed(stage)
    expect(await releaseFor(stage, 4 * MINUTE_MS)).toBe(false)
    expect(await lastStopOf(stage)).toMatchObject({ outcome: "not_found" })
    const tooEarly = startLive(stage.deps, stage.owner, { webinarId: stage.webinarId })
    await expect(tooEarly).rejects.toMatchObject({ code: "no_gateway" })
    expect(await releaseFor(stage, 4 * MINUTE_MS)).toBe(true)
    expect(await lastStopOf(stage)).toMatchObject({ outcome: "forgotten", times: 1 })
    await advanceTo(stage, await start(stage), "waiting_for_picture")
  })

  test("doesn't count as stopped while its picture still comes to Amphi's origin", async () => {
    const stage = await waiting()
    await pictureComes(stage, stage.id)
    await stage.forget()
    await endUnconfirmed(stage)
    expect(await releaseFor(stage, 20 * MINUTE_MS)).toBe(false)
  })

  test("because the proxy began anew, with empty books, is stopped when it has registered again", async () => {
    const stage = await waiting()
    stage.cutOff()
    await endUnconfirmed(stage)
    expect(await releaseFor(stage, 10 * MINUTE_MS)).toBe(false)
    stage.sip.control.clearFaults()
    await stage.forget()
    const [job] = await waitingJobs(stage, "gateway.release")
    if (job) await release(stage, job)
    expect(stage.rooms()).toHaveLength(1)
    await stage.sip.control.round("register")
    expect(await releaseFor(stage, 10 * MINUTE_MS)).toBe(true)
    expect(stage.rooms()).toEqual([])
  })

  test("while the proxy was away for the whole hour doesn't hold up the next start", async () => {
    const stage = await waiting()
    stage.cutOff()
    await endUnconfirmed(stage)
    expect(await releaseFor(stage, 70 * MINUTE_MS)).toBe(true)
    expect(await stage.deps.db.select().from(jobs).where(eq(jobs.state, "dead"))).toHaveLength(1)
    stage.sip.control.clearFaults()
    await stage.forget()
    await advanceTo(stage, await start(stage), "waiting_for_picture")
    expect(await stage.deps.db.select().from(jobs).where(eq(jobs.state, "dead"))).toEqual([])
  })
})
