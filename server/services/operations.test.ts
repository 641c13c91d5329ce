import { sql } from "drizzle-orm"
import { expect, onTestFinished, test } from "vitest"
import { write } from "#db/client.ts"
import { claimJob } from "#db/queries/jobs.ts"
import { enqueue } from "#server/jobs.ts"
import { createTestDeps, type TestDeps } from "../test-deps.ts"
import { makeGateway, makeUser } from "../test-factories.ts"
import { advanceTo, makeLive, makeStage, start } from "../test-live.ts"
import { startWorker } from "../worker.ts"
import { sendMessage } from "./chat.ts"
import { setMaintenance } from "./gateways.ts"
import { beat } from "./heartbeat.ts"
import { answerHealth, answerMetrics } from "./operations.ts"

const TOKEN = "a token for operations"
const HEADER = `Bearer ${TOKEN}`
const DETAILS = ["database", "bbb", "realtime", "media", "gateways", "worker"]
const PATIENT = { timeout: 20_000, interval: 20 }

async function healthOf(deps: TestDeps, authorization: string | null = HEADER) {
  const { status, body } = await answerHealth(deps, authorization)
  return { status, health: JSON.parse(body) }
}

async function metricsOf(deps: TestDeps) {
  const { status, body } = await answerMetrics(deps, HEADER)
  expect(status).toBe(200)
  return body.split("\n")
}

test("everybody learns whether the pages can be served, and nothing else", async () => {
  const deps = await createTestDeps({ OPERATIONS_TOKEN: TOKEN })
  for (const authorization of [null, "", "Bearer", "Bearer wrong", TOKEN, `${HEADER} `])
    expect(await healthOf(deps, authorization)).toEqual({ status: 200, health: { ok: true } })
  expect(Object.keys((await healthOf(deps)).health)).toEqual(["ok", ...DETAILS])
})

test("without a token in the configuration nobody is told details or figures", async () => {
  const deps = await createTestDeps()
  for (const authorization of [null, "Bearer ", "Bearer null", "Bearer undefined", HEADER]) {
    expect((await healthOf(deps, authorization)).health).toEqual({ ok: true })
    expect((await answerMetrics(deps, authorization)).status).toBe(404)
  }
})

test("figures are for the holder of the token", async () => {
  const deps = await createTestDeps({ OPERATIONS_TOKEN: TOKEN })
  expect((await answerMetrics(deps, null)).status).toBe(401)
  expect((await answerMetrics(deps, "Bearer wrong")).status).toBe(401)
  expect((await answerMetrics(deps, HEADER)).status).toBe(200)
})

test("an outage around Amphi doesn't take its pages away", async () => {
  const deps = await createTestDeps({ OPERATIONS_TOKEN: TOKEN })
  deps.bbb.trouble = "unreachable"
  deps.media.unreachable = true
  deps.realtime.isDown = true
  const { status, health } = await healthOf(deps)
  expect(status).toBe(200)
  expect(DETAILS.map((name) => [name, health[name].state])).toEqual([
    ["database", "ok"],
    ["bbb", "failed"],
    ["realtime", "failed"],
    ["media", "failed"],
    ["gateways", "ok"],
    ["worker", "failed"],
  ])
  expect(health.bbb.error).toContain("unreachable")
})

test("without the database the answer is 503", async () => {
  const deps = await createTestDeps({ OPERATIONS_TOKEN: TOKEN })
  const broken = {
    ...deps,
    db: Object.assign(Object.create(deps.db), { get: () => Promise.reject(new Error("gone")) }),
  }
  expect(await healthOf(broken)).toMatchObject({ status: 503, health: { ok: false } })
})

test("what hangs has failed, and is asked once however many want to know", async () => {
  const deps = await createTestDeps({ OPERATIONS_TOKEN: TOKEN })
  let asked = 0
  deps.bbb.capabilities = () => {
    asked++
    return new Promise(() => undefined)
  }
  const answers = await Promise.all([healthOf(deps), healthOf(deps), healthOf(deps)])
  expect(answers[2].health.bbb).toMatchObject({ state: "failed", error: "no answer within 2000 ms" })
  expect(asked).toBe(1)
  deps.clock.advance(5_001)
  await healthOf(deps)
  expect(asked).toBe(2)
})

test("gateways are counted as they are, and a worker that went silent is missed", async () => {
  const deps = await createTestDeps({ OPERATIONS_TOKEN: TOKEN })
  await makeGateway(deps)
  const { id } = await makeGateway(deps)
  const admin = await makeUser(deps, { isAdmin: true })
  await setMaintenance(deps, admin, { gatewayId: id, reason: "disks" })
  await beat(deps, "worker-1")
  const { health } = await healthOf(deps)
  expect(health.gateways.facts).toEqual({ total: 2, inService: 1, unhealthy: 0, busy: 0 })
  expect(health.worker.facts).toEqual({ alive: 1 })
  deps.clock.advance(30_001)
  expect((await healthOf(deps)).health.worker).toMatchObject({
    state: "failed",
    error: "no worker; the last was seen 2026-11-23T09:00:00.000Z",
  })
})

test("a worker says that it lives, and says goodbye", async () => {
  const deps = await createTestDeps({ OPERATIONS_TOKEN: TOKEN })
  const count = async () => (await deps.db.get<{ n: number }>(sql`select count(*) as n from workers`)).n
  const worker = startWorker(deps)
  onTestFinished(() => worker.stop())
  await expect.poll(count, PATIENT).toBe(1)
  await worker.stop()
  expect(await count()).toBe(0)
})

test("the figures tell lives, their starts, jobs, messages and sockets", async () => {
  const stage = await makeLive({ name: "Gateway 1" }, { OPERATIONS_TOKEN: TOKEN })
  const { deps, eventId } = stage
  const listener = await makeUser(deps)
  await sendMessage(deps, listener, { eventId, clientId: "c", text: "hello" })
  deps.metrics.countSockets = () => 7
  deps.clock.advance(4_000)
  const before = await metricsOf(deps)
  expect(before).toEqual(
    expect.arrayContaining([
      'amphi_livestreams{state="live"} 1',
      'amphi_livestreams{state="failed"} 0',
      'amphi_live_starts_total{outcome="live"} 1',
      'amphi_live_starts_total{outcome="failed"} 0',
      "amphi_live_start_seconds_count 1",
      "amphi_realtime_sockets 7",
      'amphi_jobs{state="running"} 0',
      'amphi_jobs{state="dead"} 0',
    ]),
  )
  const oldest = before.find((line) => line.startsWith("amphi_jobs_oldest_due_seconds "))
  expect(Number(oldest?.split(" ")[1])).toBeGreaterThanOrEqual(4)
  const worker = startWorker(deps)
  onTestFinished(() => worker.stop())
  await expect.poll(() => metricsOf(deps), PATIENT).toContain("amphi_chat_relay_seconds_count 1")
})

test("a start that fails is counted as one", async () => {
  const stage = await makeStage({}, { OPERATIONS_TOKEN: TOKEN })
  stage.deps.gateway.trouble.start = "unauthorized"
  const id = await start(stage)
  await advanceTo(stage, id, "stopping")
  expect(await metricsOf(stage.deps)).toContain('amphi_live_starts_total{outcome="failed"} 1')
})

test("a job at work doesn't wait, however long it takes; one whose worker died does", async () => {
  const deps = await createTestDeps({ OPERATIONS_TOKEN: TOKEN })
  const now = deps.clock.now()
  await write(deps.db, async (tx) => {
    await enqueue(tx, "meeting.unhook", { hookId: "h" }, { lane: "hook", runAt: now })
    await claimJob(tx, "worker-1", now, new Date(now.getTime() + 10_000))
  })
  deps.clock.advance(9_000)
  expect(await metricsOf(deps)).toContain("amphi_jobs_oldest_due_seconds 0")
  deps.clock.advance(2_000)
  expect(await metricsOf(deps)).toContain("amphi_jobs_oldest_due_seconds 11")
})
