import { and, asc, eq, gt, inArray, isNull, lt, lte, notInArray, or, sql } from "drizzle-orm"
import type { Reader, Tx } from "../client.ts"
import { jobs } from "../schema.ts"

export type JobRow = typeof jobs.$inferSelect
/**
 * Claimed, by a name that no other claim has. `isTakeover`: whoever had it before neither finished it nor gave it back,
 * and may have done its work.
 */
export type HeldJob = JobRow & { leaseOwner: string; isTakeover: boolean }
type NewJob = Pick<JobRow, "kind" | "payload" | "lane" | "runAt" | "dedupeKey" | "createdAt">

export async function insertJob(tx: Tx, job: NewJob) {
  await tx
    .insert(jobs)
    .values(job)
    .onConflictDoUpdate({
      target: jobs.dedupeKey,
      targetWhere: sql`state = 'ready' and dedupe_key is not null`,
      set: { runAt: sql`min(${jobs.runAt}, excluded.run_at)` },
    })
}

/** Takes the oldest due job whose lane has nothing running; its dedupe key is freed, so that news written meanwhile counts. */
export async function claimJob(
  tx: Tx,
  owner: string,
  now: Date,
  leaseUntil: Date,
  exceptIds: number[] = [],
): Promise<HeldJob | null> {
  const other = sql.raw("other")
  const [due] = await tx
    .select({ id: jobs.id, leaseUntil: jobs.leaseUntil })
    .from(jobs)
    .where(
      and(
        eq(jobs.state, "ready"),
        lte(jobs.runAt, now),
        notInArray(jobs.id, exceptIds),
        or(isNull(jobs.leaseUntil), lt(jobs.leaseUntil, now)),
        sql`not exists (select 1 from jobs as ${other} where ${other}.lane = ${jobs.lane} and ${other}.state = 'ready'
          and ${other}.id <> ${jobs.id} and (${other}.lease_until >= ${now.getTime()} or ${other}.id < ${jobs.id}))`,
      ),
    )
    .orderBy(asc(jobs.runAt), asc(jobs.id))
    .limit(1)
  if (!due) return null
  const [claimed] = await tx
    .update(jobs)
    .set({ leaseOwner: owner, leaseUntil, dedupeKey: null, attempts: sql`${jobs.attempts} + 1` })
    .where(
      and(
        eq(jobs.id, due.id),
        eq(jobs.state, "ready"),
        or(isNull(jobs.leaseUntil), lt(jobs.leaseUntil, now)),
      ),
    )
    .returning()
  return claimed ? { ...claimed, leaseOwner: owner, isTakeover: due.leaseUntil !== null } : null
}

export async function holdsLease(reader: Reader, { id, leaseOwner }: Pick<HeldJob, "id" | "leaseOwner">) {
  const [row] = await reader
    .select({ id: jobs.id })
    .from(jobs)
    .where(and(eq(jobs.id, id), eq(jobs.leaseOwner, leaseOwner)))
  return row !== undefined
}

/** Whose turn it is in a lane, at work or not. */
export async function findLaneHead(reader: Reader, lane: string): Promise<JobRow | null> {
  const [head] = await reader
    .select()
    .from(jobs)
    .where(and(eq(jobs.lane, lane), eq(jobs.state, "ready")))
    .orderBy(asc(jobs.id))
    .limit(1)
  return head ?? null
}

/** Each of the three ends a lease only for its holder: a worker that lost it changes nothing. */
export async function finishJob(tx: Tx, id: number, owner: string, now: Date) {
  await tx
    .update(jobs)
    .set({ state: "done", leaseOwner: null, leaseUntil: null, finishedAt: now, lastError: null })
    .where(and(eq(jobs.id, id), eq(jobs.leaseOwner, owner)))
}

export async function retryJob(tx: Tx, id: number, owner: string, runAt: Date, lastError: string) {
  await tx
    .update(jobs)
    .set({ leaseOwner: null, leaseUntil: null, runAt, lastError })
    .where(and(eq(jobs.id, id), eq(jobs.leaseOwner, owner)))
}

export async function buryJob(tx: Tx, id: number, owner: string, now: Date, lastError: string) {
  await tx
    .update(jobs)
    .set({ state: "dead", leaseOwner: null, leaseUntil: null, finishedAt: now, lastError })
    .where(and(eq(jobs.id, id), eq(jobs.leaseOwner, owner)))
}

export async function extendLease(tx: Tx, id: number, owner: string, leaseUntil: Date) {
  await tx
    .update(jobs)
    .set({ leaseUntil })
    .where(and(eq(jobs.id, id), eq(jobs.leaseOwner, owner)))
}

/** Of one kind, what is due later than it ever is by itself: the clock was put back. */
export async function hurryStranded(tx: Tx, kind: string, { now, latest }: { now: Date; latest: Date }) {
  await tx
    .update(jobs)
    .set({ runAt: now })
    .where(and(eq(jobs.kind, kind), eq(jobs.state, "ready"), gt(jobs.runAt, latest)))
}

/** Held for longer than anybody holds a job at once: the clock was put back. Who is alive goes on extending it. */
export async function shortenLeases(tx: Tx, leaseUntil: Date) {
  await tx
    .update(jobs)
    .set({ leaseUntil })
    .where(and(eq(jobs.state, "ready"), gt(jobs.leaseUntil, leaseUntil)))
}

export async function findJobsOfKind(
  reader: Reader,
  kind: string,
  states: JobRow["state"][],
): Promise<JobRow[]> {
  return reader
    .select()
    .from(jobs)
    .where(and(eq(jobs.kind, kind), inArray(jobs.state, states)))
    .orderBy(asc(jobs.id))
}

/** What the job was for has been done in another way. */
export async function settleJob(tx: Tx, id: number, now: Date) {
  await tx
    .update(jobs)
    .set({ state: "done", dedupeKey: null, leaseOwner: null, leaseUntil: null, finishedAt: now })
    .where(eq(jobs.id, id))
}

/** Whatever became of it: waiting, done or dead. */
export async function hasRecentJob(reader: Reader, lane: string, since: Date) {
  const [row] = await reader
    .select({ id: jobs.id })
    .from(jobs)
    .where(and(eq(jobs.lane, lane), gt(jobs.createdAt, since)))
    .limit(1)
  return row !== undefined
}

export async function deleteFinishedJobs(tx: Tx, before: Date) {
  await tx.delete(jobs).where(and(eq(jobs.state, "done"), lt(jobs.finishedAt, before)))
}
