// What the log and the jobs' own rows tell of work that failed: which webinar it was for, and nobody's words.
import { sql } from "drizzle-orm"
import { expect, onTestFinished, test } from "vitest"
import { z } from "zod"
import { write } from "#db/client.ts"
import { jobs } from "#db/schema.ts"
import { enqueue } from "./jobs.ts"
import { createLog } from "./log.ts"
import { sendMessage } from "./services/chat.ts"
import { enterMeeting } from "./services/meetings.ts"
import { makeUser } from "./test-factories.ts"
import { makeStage, type Stage, start } from "./test-live.ts"
import { startWorker } from "./worker.ts"

const PATIENT = { timeout: 20_000, interval: 20 }
const SAID = "recognisable words of somebody"
const Line = z.looseObject({ msg: z.string() })

function work({ deps }: Stage) {
  const written: string[] = []
  deps.log = createLog("debug", { write: (line) => void written.push(line) })
  const worker = startWorker(deps)
  onTestFinished(() => worker.stop())
  const said = (msg: string) => () =>
    written.map((line) => Line.parse(JSON.parse(line))).find((line) => line.msg === msg)
  return { written, said }
}

test("a job that is tried again names the webinar it is for, and no value of a failed statement", async () => {
  const stage = await makeStage()
  const { deps, webinarId } = stage
  deps.bbb.createMeeting = async () => {
    await deps.db.run(sql`insert into nowhere values (${SAID})`)
    throw new Error("the statement should have failed")
  }
  const id = await start(stage)
  const { written, said } = work(stage)
  await expect.poll(said("webinar job will be tried again"), PATIENT).toMatchObject({
    ...{ webinar: webinarId, title: "Thermodynamics", livestream: id, kind: "livestream.advance" },
    error: expect.stringContaining("no such table"),
  })
  const lastErrors = async () => (await deps.db.select().from(jobs)).map(({ lastError }) => lastError ?? "")
  await expect.poll(async () => (await lastErrors()).join(" "), PATIENT).toContain("no such table")
  expect((await lastErrors()).join(" ")).not.toContain(SAID)
  expect(written.join("")).not.toContain(SAID)
})

test("a listener's message that can't be sent names its webinar", async () => {
  const stage = await makeStage()
  const { deps, owner, webinarId, eventId } = stage
  await enterMeeting(deps, owner, { webinarId, locale: "fr" })
  deps.bbb.chatFailsAfter = 0
  await sendMessage(deps, await makeUser(deps), { eventId, clientId: "c", text: SAID })
  const { written, said } = work(stage)
  await expect.poll(said("webinar job will be tried again"), PATIENT).toMatchObject({
    ...{ webinar: webinarId, title: "Thermodynamics", kind: "chat.relay" },
  })
  expect(written.join("")).not.toContain(SAID)
})

test("a job that is given up names its webinar; one that belongs to none says so by having no such word", async () => {
  const stage = await makeStage()
  const { deps, webinarId, gateway } = stage
  const id = await start(stage)
  await write(deps.db, async (tx) => {
    await tx.delete(jobs)
    const since = new Date(0)
    const release = {
      gatewayId: gateway.id,
      livestreamId: id,
      room: "room",
      handle: null,
      since,
      orderedAt: null,
    }
    const runAt = deps.clock.now()
    await tx.run(sql`update livestreams set state = 'ended'`)
    await enqueue(tx, "gateway.release", release, { lane: "release", runAt })
    await tx.run(sql`insert into jobs (kind, payload, lane, state, run_at, attempts, created_at)
      values ('nonsense', '{}', 'nonsense', 'ready', ${runAt.getTime()}, 0, ${runAt.getTime()})`)
  })
  deps.gateway.trouble.stop = "timeout"
  const { said } = work(stage)
  await expect.poll(said("webinar job buried"), PATIENT).toMatchObject({
    ...{ webinar: webinarId, title: "Thermodynamics", livestream: id, kind: "gateway.release" },
  })
  await expect.poll(said("job buried"), PATIENT).toMatchObject({ kind: "nonsense" })
})
