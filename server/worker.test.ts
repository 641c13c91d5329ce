import { eq } from "drizzle-orm"
import { describe, expect, onTestFinished, test } from "vitest"
import { chatMessages } from "#db/chat-schema.ts"
import { closeDatabase, openDatabase, type Tx, write } from "#db/client.ts"
import { claimJob, finishJob, insertJob } from "#db/queries/jobs.ts"
import { jobs } from "#db/schema.ts"
import { enqueueAdvance } from "./jobs.ts"
import { createSeal } from "./seal.ts"
import { sendMessage } from "./services/chat.ts"
import { advanceLivestream } from "./services/livestream-steps.ts"
import { startLive, stopLive } from "./services/livestreams.ts"
import { enterMeeting } from "./services/meetings.ts"
import type { TestDeps } from "./test-deps.ts"
import { makeUser } from "./test-factories.ts"
import {
  advanceTo,
  livestreamOf,
  makeStage,
  makeStageOfTwo,
  type Stage,
  start,
  waitingJobs,
} from "./test-live.ts"
import { startWorker } from "./worker.ts"

/** A busy machine takes its time. */
const PATIENT = { timeout: 20_000, interval: 20 }

function work(deps: TestDeps) {
  const worker = startWorker(deps)
  deps.wakeWorker = worker.wake
  onTestFinished(() => worker.stop())
  return worker
}

/** A second process on the same file, with the same outside world. */
async function anotherProcess(deps: TestDeps): Promise<TestDeps> {
  const db = await openDatabase({ url: deps.databaseUrl })
  onTestFinished(() => closeDatabase(db))
  return { ...deps, db }
}

function put(deps: TestDeps, job: { kind: string; payload: unknown; lane?: string; dedupeKey?: string }) {
  const now = deps.clock.now()
  const row = { lane: "test", dedupeKey: null, runAt: now, createdAt: now, ...job }
  return write(deps.db, (tx) => insertJob(tx, row))
}

async function allJobs({ db }: TestDeps) {
  return db.select().from(jobs).orderBy(jobs.id)
}

async function say({ deps, eventId }: Stage, text: string) {
  const listener = await makeUser(deps, { name: "Ada" })
  return sendMessage(deps, listener, { eventId, clientId: "client-1", text })
}

/** Only the jobs that the test itself brings about. */
async function withMeeting() {
  const stage = await makeStage()
  await enterMeeting(stage.deps, stage.owner, { webinarId: stage.webinarId, locale: "fr" })
  await write(stage.deps.db, (tx) => tx.delete(jobs))
  return stage
}

describe("a job that can't be carried out", () => {
  test.each([
    ["an unknown kind", { kind: "nonsense", payload: {} }],
    ["a name every object has", { kind: "toString", payload: {} }],
    ["a bad payload", { kind: "chat.relay", payload: { message: 7 } }],
  ])("because of %s is buried at once", async (_what, job) => {
    const { deps } = await makeStage()
    await put(deps, job)
    work(deps)
    await expect.poll(() => allJobs(deps), PATIENT).toMatchObject([{ state: "dead", attempts: 1 }])
  })

  test("because an outside system is down is kept and tried later", async () => {
    const stage = await withMeeting()
    stage.deps.bbb.trouble = "unreachable"
    await say(stage, "hello")
    work(stage.deps)
    await expect.poll(() => allJobs(stage.deps), PATIENT).toMatchObject([{ attempts: 1, leaseOwner: null }])
    const [job] = await allJobs(stage.deps)
    expect(job).toMatchObject({ state: "ready", lastError: expect.stringContaining("unreachable") })
    expect(job?.runAt.getTime()).toBeGreaterThan(stage.deps.clock.now().getTime())
    stage.deps.bbb.trouble = null
    stage.deps.clock.advance(60_000)
    await expect.poll(() => stage.deps.bbb.chat.map((line) => line.text), PATIENT).toEqual(["hello"])
  })
})

describe("a worker that was killed in the middle", () => {
  async function killed() {
    const stage = await withMeeting()
    await say(stage, "hello")
    const { deps } = stage
    const until = new Date(deps.clock.now().getTime() + 30_000)
    await write(deps.db, (tx) => claimJob(tx, "the dead worker", deps.clock.now(), until))
    return stage
  }

  test("keeps its job while the lease runs", async () => {
    const stage = await killed()
    work(stage.deps)
    await put(stage.deps, { kind: "nonsense", payload: {}, lane: "another" })
    await expect.poll(async () => (await allJobs(stage.deps))[1]?.state, PATIENT).toBe("dead")
    expect(stage.deps.bbb.chat).toEqual([])
  })

  test("is believed dead after ten seconds at most: screens have to be right within thirty", async () => {
    const stage = await withMeeting()
    const { deps } = stage
    await say(stage, "hello")
    let letGo: () => void = () => undefined
    const held = new Promise<void>((resolve) => {
      letGo = resolve
    })
    work({ ...deps, bbb: { ...deps.bbb, sendChatMessage: () => held } })
    await expect.poll(async () => (await allJobs(deps))[0]?.leaseOwner ?? null, PATIENT).not.toBeNull()
    const [job] = await allJobs(deps)
    letGo()
    expect(job?.leaseUntil?.getTime()).toBeLessThanOrEqual(deps.clock.now().getTime() + 10_000)
  })

  test("is taken over by another when the lease is out", async () => {
    const stage = await killed()
    stage.deps.clock.advance(31_000)
    work(await anotherProcess(stage.deps))
    await expect.poll(() => stage.deps.bbb.chat.map((line) => line.text), PATIENT).toEqual(["hello"])
  })

  test("and woke up again after the take-over can't finish what is no longer its own", async () => {
    const stage = await killed()
    stage.deps.clock.advance(31_000)
    const { deps } = stage
    const until = new Date(deps.clock.now().getTime() + 30_000)
    const taken = await write(deps.db, (tx) => claimJob(tx, "the new worker", deps.clock.now(), until))
    await write(deps.db, (tx) => finishJob(tx, taken?.id ?? 0, "the dead worker", deps.clock.now()))
    expect(await allJobs(deps)).toMatchObject([{ state: "ready", leaseOwner: "the new worker" }])
  })

  test("leaves a start that the next worker brings to an end, with one start of the gateway", async () => {
    const stage = await makeStage()
    const { deps } = stage
    const id = await start(stage)
    const until = new Date(deps.clock.now().getTime() + 30_000)
    await write(deps.db, (tx) => claimJob(tx, "the dead worker", deps.clock.now(), until))
    deps.clock.advance(31_000)
    work(await anotherProcess(deps))
    await expect.poll(async () => (await livestreamOf(stage, id)).state, PATIENT).toBe("waiting_for_picture")
    expect(deps.gateway.starts).toHaveLength(1)
  })
})

test("a live whose job keeps crashing fails in the end and frees its gateway for the next", async () => {
  const stage = await makeStage()
  const { deps } = stage
  const otherSecret = createSeal("another secret than the one it was sealed with")
  const broken = { ...deps, seal: otherSecret }
  const id = await start(stage)
  const worker = work(broken)
  await expect
    .poll(async () => {
      deps.clock.advance(15_000)
      worker.wake()
      return (await livestreamOf(stage, id)).state
    }, PATIENT)
    .toBe("failed")
  expect(await livestreamOf(stage, id)).toMatchObject({ failure: "internal" })
  expect(await start(stage)).not.toBe(id)
})

describe("a process that stalled past its lease", () => {
  test("doesn't take up its own work a second time", async () => {
    const stage = await makeStage()
    const { deps } = stage
    let letGo: () => void = () => undefined
    deps.gateway.startGate = new Promise((resolve) => {
      letGo = resolve
    })
    onTestFinished(() => letGo())
    await start(stage)
    const worker = work(deps)
    await expect.poll(() => deps.gateway.starts.length, PATIENT).toBe(1)
    const held = async () => (await allJobs(deps)).find((job) => job.leaseOwner !== null)
    const before = await held()
    deps.clock.advance(11_000)
    worker.wake()
    await expect
      .poll(async () => (await held())?.leaseUntil?.getTime() ?? 0, PATIENT)
      .toBeGreaterThan(deps.clock.now().getTime())
    expect(await held()).toMatchObject({ id: before?.id, attempts: before?.attempts })
    letGo()
  })

  test("holds each job by a name of its own, so that one handler can't finish another's", async () => {
    const stage = await withMeeting()
    const { deps } = stage
    const owners: string[] = []
    const sendChatMessage = async () => {
      const job = (await allJobs(deps)).find(({ leaseOwner }) => leaseOwner !== null)
      owners.push(job?.leaseOwner ?? "nobody")
    }
    await say(stage, "one")
    await sendMessage(deps, stage.owner, { eventId: stage.eventId, clientId: "client-2", text: "two" })
    work({ ...deps, bbb: { ...deps.bbb, sendChatMessage } })
    await expect.poll(() => owners.length, PATIENT).toBe(2)
    expect(new Set(owners).size).toBe(2)
  })

  test("moves nothing any more once another worker has taken over: the gateway is engaged, and is stopped", async () => {
    const stage = await makeStage()
    const { deps } = stage
    const id = await start(stage)
    await advanceTo(stage, id, "gateway_starting")
    const claim = async (owner: string) => {
      const until = new Date(deps.clock.now().getTime() + 10_000)
      const job = await write(deps.db, (tx) => claimJob(tx, owner, deps.clock.now(), until))
      if (!job) throw new Error("no job is due")
      return job
    }
    let letGo: () => void = () => undefined
    deps.gateway.startGate = new Promise((resolve) => {
      letGo = resolve
    })
    const first = await claim("the stalled worker")
    const stalled = advanceLivestream(deps, { livestreamId: id }, first)
    await expect.poll(() => deps.gateway.starts.length, PATIENT).toBe(1)
    deps.clock.advance(11_000)
    const second = await claim("the new worker")
    await advanceLivestream(deps, { livestreamId: id }, second)
    expect(await livestreamOf(stage, id)).toMatchObject({ state: "gateway_starting", gatewayEngaged: false })
    letGo()
    await stalled
    expect(await livestreamOf(stage, id)).toMatchObject({ state: "gateway_starting", gatewayEngaged: false })
    await advanceLivestream(deps, { livestreamId: id }, second)
    expect(await livestreamOf(stage, id)).toMatchObject({
      state: "waiting_for_picture",
      gatewayEngaged: true,
    })
    await stopLive(deps, stage.owner, { webinarId: stage.webinarId })
    await advanceTo(stage, id, "ended")
    expect(deps.gateway.rooms.size).toBe(0)
  })
})

describe("lanes", () => {
  test("keep their order, also behind a job that has to wait", async () => {
    const stage = await withMeeting()
    const { deps, eventId, owner } = stage
    const send = (index: number) =>
      sendMessage(deps, owner, { eventId, clientId: `client-${index}`, text: `line ${index}` })
    deps.bbb.trouble = "unreachable"
    for (let index = 0; index < 20; index++) await send(index)
    work(deps)
    await expect.poll(async () => (await allJobs(deps))[0]?.attempts, PATIENT).toBe(1)
    expect((await allJobs(deps)).slice(1).every((job) => job.attempts === 0)).toBe(true)
    deps.bbb.trouble = null
    deps.clock.advance(60_000)
    await expect.poll(() => deps.bbb.chat.length, PATIENT).toBe(20)
    expect(deps.bbb.chat.map((line) => line.text)).toEqual(
      Array.from({ length: 20 }, (_, index) => `line ${index}`),
    )
  })

  test("do not hold each other up", async () => {
    const stage = await makeStage()
    const { deps } = stage
    let letGo: () => void = () => undefined
    deps.gateway.startGate = new Promise((resolve) => {
      letGo = resolve
    })
    onTestFinished(() => letGo())
    await start(stage)
    work(deps)
    await expect.poll(() => deps.gateway.starts.length, PATIENT).toBe(1)
    await say(stage, "while the gateway takes its time")
    await expect.poll(() => deps.bbb.chat.length, PATIENT).toBe(1)
    letGo()
  })
})

test("two workers on one database file do nothing twice", async () => {
  const stage = await withMeeting()
  const { deps, owner, eventId } = stage
  const other = await anotherProcess(deps)
  for (let index = 0; index < 30; index++)
    await sendMessage(deps, owner, { eventId, clientId: `client-${index}`, text: `line ${index}` })
  await startLive(deps, owner, { webinarId: stage.webinarId })
  work(deps)
  work(other)
  await expect.poll(() => deps.bbb.chat.length, PATIENT).toBe(30)
  await expect.poll(() => deps.gateway.starts.length, PATIENT).toBe(1)
  await expect
    .poll(
      async () => (await deps.db.select().from(chatMessages)).every((row) => row.delivery === "in_meeting"),
      PATIENT,
    )
    .toBe(true)
  expect(deps.bbb.chat.map((line) => line.text)).toEqual(
    Array.from({ length: 30 }, (_, index) => `line ${index}`),
  )
  expect(deps.gateway.starts).toHaveLength(1)
})

describe("a job with a key", () => {
  async function advance(deps: TestDeps, delayMs: number) {
    const runAt = new Date(deps.clock.now().getTime() + delayMs)
    await write(deps.db, (tx: Tx) => enqueueAdvance(tx, "one", runAt))
  }

  test("is written once and brought forward, never put back", async () => {
    const { deps } = await makeStage()
    const now = deps.clock.now()
    await advance(deps, 5_000)
    await advance(deps, 1_000)
    await advance(deps, 9_000)
    expect(await allJobs(deps)).toMatchObject([{ runAt: new Date(now.getTime() + 1_000) }])
  })

  test("asked for while it runs is run once more afterwards", async () => {
    const { deps } = await makeStage()
    await advance(deps, 0)
    const now = deps.clock.now()
    await write(deps.db, (tx) => claimJob(tx, "worker", now, new Date(now.getTime() + 30_000)))
    await advance(deps, 0)
    const rows = await deps.db.select().from(jobs).where(eq(jobs.lane, "livestream:one"))
    expect(rows).toHaveLength(2)
    expect(await write(deps.db, (tx) => claimJob(tx, "worker", now, now))).toBeNull()
  })
})

test("a worker that is stopped finishes what it has begun", async () => {
  const stage = await makeStage()
  const { deps } = stage
  let letGo: () => void = () => undefined
  deps.gateway.startGate = new Promise((resolve) => {
    letGo = resolve
  })
  const id = await start(stage)
  const worker = work(deps)
  await expect.poll(() => deps.gateway.starts.length, PATIENT).toBe(1)
  const stopped = worker.stop()
  letGo()
  await stopped
  expect(await livestreamOf(stage, id)).toMatchObject({ state: "waiting_for_picture" })
  expect((await allJobs(deps)).every((job) => job.leaseOwner === null)).toBe(true)
})

test("the worker alone brings a live up on another gateway when the first is dead, and releases that one later", async () => {
  const stage = await makeStageOfTwo()
  const { deps, gateway, second } = stage
  deps.gateway.dead.add(gateway.url)
  const worker = work(deps)
  const id = await start(stage)
  await expect
    .poll(async () => {
      deps.clock.advance(2_000)
      worker.wake()
      const { state, gatewayId } = await livestreamOf(stage, id)
      return gatewayId === second.id && state
    }, PATIENT)
    .toBe("waiting_for_picture")
  expect(await waitingJobs(stage, "gateway.release")).toHaveLength(1)
  deps.gateway.dead.clear()
  await expect
    .poll(async () => {
      deps.clock.advance(10_000)
      worker.wake()
      return waitingJobs(stage, "gateway.release")
    }, PATIENT)
    .toEqual([])
  expect([...deps.gateway.rooms.keys()]).toEqual([second.url])
})

test("a clock that is put back by an hour doesn't leave a killed worker's job with it for that hour", async () => {
  const stage = await withMeeting()
  const { deps } = stage
  await say(stage, "hello")
  const until = new Date(deps.clock.now().getTime() + 10_000)
  await write(deps.db, (tx) => claimJob(tx, "the dead worker", deps.clock.now(), until))
  deps.clock.set(new Date(deps.clock.now().getTime() - 3_600_000))
  work(deps)
  const leaseUntil = async () => (await allJobs(deps))[0]?.leaseUntil?.getTime() ?? 0
  await expect.poll(leaseUntil, PATIENT).toBeLessThanOrEqual(deps.clock.now().getTime() + 15_000)
  deps.clock.advance(16_000)
  await expect.poll(() => deps.bbb.chat.length, PATIENT).toBe(1)
})

test("a clock that is put back by an hour doesn't leave a live unwatched for that hour", async () => {
  const stage = await makeStage()
  const { deps } = stage
  const id = await start(stage)
  deps.clock.set(new Date(deps.clock.now().getTime() - 3_600_000))
  work(deps)
  await expect.poll(async () => (await livestreamOf(stage, id)).state, PATIENT).toBe("waiting_for_picture")
})
