// Two web processes and two workers on one libSQL server: each has a connection of its own, the outside world is one.
import { describe, expect, onTestFinished, test } from "vitest"
import { chatMessages } from "#db/chat-schema.ts"
import { closeDatabase, openDatabase } from "#db/client.ts"
import { jobs, livestreams } from "#db/schema.ts"
import { sendMessage } from "./services/chat.ts"
import { endEverything, startLive, stopLive } from "./services/livestreams.ts"
import { enterMeeting } from "./services/meetings.ts"
import type { TestDeps } from "./test-deps.ts"
import {
  gatewayJoins,
  livestreamOf,
  makeStage,
  movesOf,
  pictureComes,
  type Stage,
  whatListenersSee,
} from "./test-live.ts"
import { startWorker } from "./worker.ts"

/** A busy machine takes its time. */
const PATIENT = { timeout: 25_000, interval: 50 }
/** Slow enough that no lease runs out while its holder is at work. */
const TICK_MS = 250
const LEASE_MS = 30_000

async function machine(deps: TestDeps): Promise<TestDeps> {
  const db = await openDatabase({ url: deps.databaseUrl })
  onTestFinished(() => {
    if (!db.$client.closed) closeDatabase(db)
  })
  return { ...deps, db }
}

function work(deps: TestDeps) {
  const worker = startWorker(deps)
  onTestFinished(() => worker.stop())
}

async function makeMachines() {
  const stage = await makeStage()
  const { deps, owner, webinarId } = stage
  await enterMeeting(deps, owner, { webinarId, locale: "fr" })
  return { stage, one: deps, other: await machine(deps) }
}

/** While the clock goes on. */
async function eventually(stage: Stage, state: string, id: string) {
  const look = async () => {
    stage.deps.clock.advance(TICK_MS)
    return (await livestreamOf(stage, id)).state
  }
  await expect.poll(look, PATIENT).toBe(state)
}

describe("two web processes and two workers", () => {
  test("carry a webinar through its life, and nothing is done twice", async () => {
    const { stage, one, other } = await makeMachines()
    const { owner, webinarId, eventId } = stage
    work(await machine(one))
    work(await machine(one))

    const starts = await Promise.all(
      [one, other, one, other].map((deps) => startLive(deps, owner, { webinarId })),
    )
    expect(new Set(starts.map(({ livestreamId }) => livestreamId)).size).toBe(1)
    const id = starts[0]?.livestreamId ?? ""
    await eventually(stage, "waiting_for_picture", id)
    gatewayJoins(stage, id)
    await pictureComes({ ...stage, deps: other }, id)
    await eventually(stage, "live", id)
    expect(await whatListenersSee({ ...stage, deps: other })).toBe("live")

    const lines = Array.from({ length: 20 }, (_, index) => `line ${index}`)
    for (const [index, text] of lines.entries())
      await sendMessage(index % 2 ? one : other, owner, { eventId, clientId: text, text })
    await expect.poll(() => one.bbb.chat.length, PATIENT).toBe(lines.length)
    expect(one.bbb.chat.map((line) => line.text)).toEqual(lines)

    await Promise.all([endEverything(one, owner, { webinarId }), endEverything(other, owner, { webinarId })])
    await eventually(stage, "ended", id)
    expect(await movesOf(stage, id)).toEqual([
      "requested",
      "meeting_ready",
      "gateway_starting",
      "waiting_for_picture",
      "live",
      "stopping",
      "ended",
    ])
    expect(one.gateway.starts).toHaveLength(1)
    expect(one.gateway.calls.filter(({ verb }) => verb === "stop")).toHaveLength(1)
    expect(one.gateway.rooms.size).toBe(0)
    await expect.poll(() => one.bbb.meetings.size, PATIENT).toBe(0)
    await expect
      .poll(async () => (await one.db.select().from(jobs)).filter((job) => job.state !== "done"), PATIENT)
      .toEqual([])
    expect(one.bbb.calls.filter((call) => call === "endMeeting")).toHaveLength(1)
    expect((await one.db.select().from(chatMessages)).map((row) => row.delivery)).toEqual(
      lines.map(() => "in_meeting"),
    )
  })

  test("agree on one livestream when one starts and the other stops at the same moment", async () => {
    const { stage, one, other } = await makeMachines()
    const { owner, webinarId } = stage
    for (let round = 0; round < 10; round++)
      await Promise.all([startLive(one, owner, { webinarId }), stopLive(other, owner, { webinarId })])
    const rows = await one.db.select().from(livestreams)
    expect(rows.filter((row) => row.state !== "ended" && row.state !== "failed")).toHaveLength(1)
  })
})

test("a worker killed in the middle of a start is taken over; the gateway is told once", async () => {
  const { stage, one } = await makeMachines()
  const { owner, webinarId } = stage
  const doomed = await machine(one)
  // The command reaches the gateway; its answer reaches nobody.
  const told = new Promise<void>((resolve) => {
    const classic: TestDeps["gateway"] = {
      ...one.gateway,
      start: async (order) => {
        await one.gateway.start(order)
        resolve()
        return new Promise<never>(() => undefined)
      },
    }
    doomed.gateways = { classic, gateway: classic, proxy: classic }
  })
  const killed = startWorker(doomed)
  // It never ends by itself: its one job hangs for good.
  onTestFinished(() => void killed.stop())
  const { livestreamId } = await startLive(one, owner, { webinarId })
  const id = livestreamId ?? ""
  await told
  // As a killed process: it holds its lease and says nothing any more.
  closeDatabase(doomed.db)
  work(await machine(one))
  work(await machine(one))
  one.clock.advance(LEASE_MS - 5_000)
  await expect.poll(async () => (await livestreamOf(stage, id)).state, PATIENT).toBe("gateway_starting")
  one.clock.advance(6_000)
  await eventually(stage, "waiting_for_picture", id)
  gatewayJoins(stage, id)
  await pictureComes(stage, id)
  await eventually(stage, "live", id)
  expect(one.gateway.starts).toHaveLength(1)
  expect(one.gateway.calls.filter(({ verb }) => verb === "stop")).toEqual([])
})
