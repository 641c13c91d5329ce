// Jobs that the worker gave up, for administrators: they are tried again, or let go.
import { z } from "zod"
import { type Reader, type Tx, write } from "#db/client.ts"
import { findMessage } from "#db/queries/chat.ts"
import { findGateway } from "#db/queries/gateways.ts"
import { countDeadJobs, deleteDeadJobs, discardJob, listDeadJobs, reviveJob } from "#db/queries/graveyard.ts"
import type { JobRow } from "#db/queries/jobs.ts"
import { findSessionRow } from "#db/queries/livestreams.ts"
import { findUser } from "#db/queries/users.ts"
import { findWebinar } from "#db/queries/webinars.ts"
import type { Deps } from "../deps.ts"
import type { BuriedJob, JobSubject } from "../domain/buried-job.ts"
import type { Actor } from "../domain/policy.ts"
import { AppError } from "../errors.ts"
import { JOBS } from "../jobs.ts"
import { requireAdmin } from "./access.ts"
import { record } from "./audit.ts"
import { changeMessage } from "./chat-posting.ts"

const PAGE_SIZE = 25
const KEEP_BURIED_MS = 90 * 24 * 60 * 60_000

type Target = { jobId: number }

export async function listBuried(
  deps: Deps,
  actor: Actor,
  { page }: { /** From 1. */ page: number },
): Promise<{ rows: BuriedJob[]; total: number; pageSize: number }> {
  requireAdmin(actor)
  const offset = (Math.max(1, page) - 1) * PAGE_SIZE
  const rows = await listDeadJobs(deps.db, { offset, limit: PAGE_SIZE })
  return {
    rows: await Promise.all(rows.map((row) => buriedJob(deps.db, row))),
    total: await countDeadJobs(deps.db),
    pageSize: PAGE_SIZE,
  }
}

export async function countBuried(deps: Deps, actor: Actor): Promise<number> {
  requireAdmin(actor)
  return countDeadJobs(deps.db)
}

async function buriedJob(reader: Reader, job: JobRow): Promise<BuriedJob> {
  return {
    id: job.id,
    kind: job.kind,
    about: await subjectOf(reader, job),
    error: job.lastError ?? "",
    attempts: job.attempts,
    createdAt: job.createdAt,
    buriedAt: job.finishedAt ?? job.runAt,
    canRetry: canRetry(job),
  }
}

/** A live that was given up has failed for everybody to see: it is started anew, not continued. */
function canRetry({ kind, payload }: JobRow) {
  if (kind === "livestream.advance") return false
  const schema = Object.entries(JOBS).find(([known]) => known === kind)?.[1]
  return schema?.safeParse(payload).success ?? false
}

const Named = z
  .object({
    gatewayId: z.string(),
    livestreamId: z.string(),
    webinarId: z.string(),
    messageId: z.string(),
    userId: z.string(),
    mailId: z.string(),
    subject: z.string(),
  })
  .partial()

async function subjectOf(reader: Reader, { kind, payload }: JobRow): Promise<JobSubject | null> {
  const named = Named.safeParse(payload).data
  if (!named) return null
  const { gatewayId, livestreamId, webinarId, messageId, userId, mailId, subject } = named
  if (gatewayId && kind === "gateway.release") {
    const found = await findGateway(reader, gatewayId)
    return found && { kind: "gateway", id: gatewayId, name: found.gateway.name }
  }
  if (livestreamId) {
    const found = await findSessionRow(reader, livestreamId)
    return found && { kind: "session", id: livestreamId, name: found.event.title }
  }
  if (webinarId) return webinarSubject(reader, { id: webinarId })
  if (messageId) {
    const message = await findMessage(reader, messageId)
    return message && webinarSubject(reader, { eventId: message.eventId })
  }
  if (userId) {
    const user = await findUser(reader, userId)
    return user && { kind: "account", id: userId, name: user.name }
  }
  return mailId && subject ? { kind: "mail", id: mailId, name: subject } : null
}

async function webinarSubject(
  reader: Reader,
  key: { id: string } | { eventId: string },
): Promise<JobSubject | null> {
  const found = await findWebinar(reader, key)
  return found && { kind: "webinar", id: found.webinar.id, name: found.event.title }
}

/** With all its tries before it. */
export async function retryBuried(deps: Deps, actor: Actor, { jobId }: Target) {
  requireAdmin(actor)
  const now = deps.clock.now()
  await write(deps.db, async (tx) => {
    const job = await reviveJob(tx, jobId, now)
    if (!job) throw new AppError("conflict", `job ${jobId} is not in the graveyard`)
    if (!canRetry(job)) throw new AppError("conflict", `job ${jobId} can't be tried again`)
    if (job.kind === "chat.relay") await awaitDelivery(tx, job)
    await keep(tx, actor, job, "job.retried", now)
  })
  deps.log.info({ job: jobId, by: actor.kind === "user" ? actor.id : null }, "buried job is tried again")
  deps.wakeWorker()
}

/** Its author was told that it hadn't come through; from now on it is on its way again. */
async function awaitDelivery(tx: Tx, { payload }: JobRow) {
  const message = await findMessage(tx, JOBS["chat.relay"].parse(payload).messageId)
  if (message?.delivery === "not_delivered") await changeMessage(tx, message, { delivery: "waiting" })
}

export async function discardBuried(deps: Deps, actor: Actor, { jobId }: Target) {
  requireAdmin(actor)
  const now = deps.clock.now()
  await write(deps.db, async (tx) => {
    const job = await discardJob(tx, jobId, now)
    if (!job) throw new AppError("conflict", `job ${jobId} is not in the graveyard`)
    await keep(tx, actor, job, "job.discarded", now)
  })
  deps.log.info({ job: jobId, by: actor.kind === "user" ? actor.id : null }, "buried job discarded")
}

async function keep(tx: Tx, actor: Actor, job: JobRow, action: "job.retried" | "job.discarded", at: Date) {
  const about = await subjectOf(tx, job)
  await record(tx, actor, {
    at,
    action,
    thing: { kind: "job", id: String(job.id), name: job.kind },
    detail: about ? { about: about.name } : {},
  })
}

/** Part of the worker's housekeeping. */
export async function forgetBuried(deps: Deps) {
  const before = new Date(deps.clock.now().getTime() - KEEP_BURIED_MS)
  await write(deps.db, (tx) => deleteDeadJobs(tx, before))
}
