import { readFileSync } from "node:fs"
import { eq } from "drizzle-orm"
import { expect, test } from "vitest"
import { z } from "zod"
import { write } from "#db/client.ts"
import { findMessage } from "#db/queries/chat.ts"
import { jobs } from "#db/schema.ts"
import { enqueue, JOBS, type JobKind, type JobPayload } from "../jobs.ts"
import type { TestDeps } from "../test-deps.ts"
import { makeAdmin, makeUser } from "../test-factories.ts"
import { makeStage, start } from "../test-live.ts"
import { listAudit } from "./audit.ts"
import { sendMessage } from "./chat.ts"
import { giveUpMessage } from "./chat-relay.ts"
import { countBuried, discardBuried, forgetBuried, listBuried, retryBuried } from "./graveyard.ts"

const MAIL = { mailId: "m1", subject: "No live gateway is free", text: "the-body" }
const Words = z.object({ kind: z.record(z.string(), z.record(z.string(), z.string())) })
const DAY_MS = 24 * 60 * 60_000

async function setting() {
  const stage = await makeStage()
  const { deps } = stage
  const admin = await makeAdmin(deps)
  const list = async () => (await listBuried(deps, admin, { page: 1 })).rows
  const stateOf = async (id: number) => (await deps.db.select().from(jobs).where(eq(jobs.id, id)))[0]
  return { ...stage, admin, list, stateOf }
}

/** As the worker leaves it when it gives up. */
async function bury<Kind extends JobKind>(deps: TestDeps, kind: Kind, payload: JobPayload<Kind>) {
  const now = deps.clock.now()
  await write(deps.db, (tx) => enqueue(tx, kind, payload, { lane: `${kind}:test`, runAt: now }))
  const rows = await deps.db.select().from(jobs).where(eq(jobs.kind, kind))
  const id = rows.at(-1)?.id ?? 0
  await markDead(deps, id)
  return id
}

async function markDead({ db, clock }: TestDeps, id: number) {
  const dead = { state: "dead", attempts: 8, lastError: "SMTP: EAUTH 535", finishedAt: clock.now() } as const
  await db.update(jobs).set(dead).where(eq(jobs.id, id))
}

test("what was given up is shown with what it was about, why, when and how often", async () => {
  const stage = await setting()
  const { deps, admin, webinarId, gateway } = stage
  const livestreamId = await start(stage)
  const ada = await makeUser(deps, { name: "Ada" })
  const until = deps.clock.now()
  await bury(deps, "mail.send", MAIL)
  await bury(deps, "chat.erase", { userId: ada.id, until })
  await bury(deps, "meeting.end", { webinarId })
  const release = {
    gatewayId: gateway.id,
    livestreamId,
    room: "room1",
    handle: null,
    since: until,
    orderedAt: null,
  }
  await bury(deps, "gateway.release", release)
  await bury(deps, "livestream.advance", { livestreamId })
  await bury(deps, "webinar.preflight", { webinarId: "gone" })
  const rows = await stage.list()
  expect(rows.map(({ kind, about }) => [kind, about?.kind, about?.name])).toEqual([
    ["webinar.preflight", undefined, undefined],
    ["livestream.advance", "session", "Thermodynamics"],
    ["gateway.release", "gateway", expect.any(String)],
    ["meeting.end", "webinar", "Thermodynamics"],
    ["chat.erase", "account", "Ada"],
    ["mail.send", "mail", MAIL.subject],
  ])
  expect(rows.at(-1)).toMatchObject({
    error: "SMTP: EAUTH 535",
    attempts: 8,
    buriedAt: until,
    canRetry: true,
  })
  expect(await countBuried(deps, admin)).toBe(6)
  expect(JSON.stringify(rows)).not.toContain("the-body")
})

test("what is tried again has all its tries before it, once, and is in the audit", async () => {
  const { deps, admin, stateOf } = await setting()
  const jobId = await bury(deps, "mail.send", MAIL)
  deps.clock.advance(DAY_MS)
  await retryBuried(deps, admin, { jobId })
  expect(await stateOf(jobId)).toMatchObject({
    state: "ready",
    attempts: 0,
    runAt: deps.clock.now(),
    finishedAt: null,
  })
  await expect(retryBuried(deps, admin, { jobId })).rejects.toMatchObject({ code: "conflict" })
  const { rows } = await listAudit(deps, admin, { query: "job.", page: 1 })
  expect(rows).toMatchObject([
    {
      action: "job.retried",
      actorId: admin.id,
      thing: { kind: "job", id: String(jobId), name: "mail.send" },
      detail: { about: MAIL.subject },
    },
  ])
})

test("a message that is tried again is on its way again for its author", async () => {
  const { deps, admin, eventId } = await setting()
  const listener = await makeUser(deps)
  await sendMessage(deps, listener, { eventId, clientId: "c", text: "hello" })
  const [job] = await deps.db.select().from(jobs).where(eq(jobs.kind, "chat.relay"))
  const { messageId } = JOBS["chat.relay"].parse(job?.payload)
  await giveUpMessage(deps, { messageId })
  await markDead(deps, job?.id ?? 0)
  await retryBuried(deps, admin, { jobId: job?.id ?? 0 })
  expect(await findMessage(deps.db, messageId)).toMatchObject({ delivery: "waiting" })
})

test("a live that was given up isn't continued", async () => {
  const stage = await setting()
  const livestreamId = await start(stage)
  const jobId = await bury(stage.deps, "livestream.advance", { livestreamId })
  expect(await stage.list()).toMatchObject([{ canRetry: false }])
  const again = retryBuried(stage.deps, stage.admin, { jobId })
  await expect(again).rejects.toMatchObject({ code: "conflict" })
  expect(await stage.stateOf(jobId)).toMatchObject({ state: "dead" })
})

test("what is discarded is gone from the list, once, and is in the audit", async () => {
  const { deps, admin, list, stateOf } = await setting()
  const jobId = await bury(deps, "mail.send", MAIL)
  await discardBuried(deps, admin, { jobId })
  expect(await list()).toEqual([])
  expect(await stateOf(jobId)).toMatchObject({ state: "done" })
  await expect(discardBuried(deps, admin, { jobId })).rejects.toMatchObject({ code: "conflict" })
  const { rows } = await listAudit(deps, admin, { query: "job.", page: 1 })
  expect(rows.map((row) => row.action)).toEqual(["job.discarded"])
})

test("is for administrators", async () => {
  const { deps, owner } = await setting()
  const jobId = await bury(deps, "mail.send", MAIL)
  for (const attempt of [
    listBuried(deps, owner, { page: 1 }),
    countBuried(deps, owner),
    retryBuried(deps, owner, { jobId }),
    discardBuried(deps, owner, { jobId }),
  ])
    await expect(attempt).rejects.toMatchObject({ code: "forbidden" })
})

test("nothing is kept longer than 90 days", async () => {
  const { deps, list } = await setting()
  await bury(deps, "mail.send", MAIL)
  deps.clock.advance(89 * DAY_MS)
  await forgetBuried(deps)
  expect(await list()).toHaveLength(1)
  deps.clock.advance(2 * DAY_MS)
  await forgetBuried(deps)
  expect(await list()).toEqual([])
})

test("every kind of job has its words", () => {
  const file = new URL("../../components/i18n/en/graveyard.json", import.meta.url)
  const { kind } = Words.parse(JSON.parse(readFileSync(file, "utf8")))
  const named = Object.entries(kind).flatMap(([area, words]) =>
    Object.keys(words).map((name) => `${area}.${name}`),
  )
  expect(named.sort()).toEqual(Object.keys(JOBS).sort())
})
