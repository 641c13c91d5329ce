import { and, count, desc, eq, lt } from "drizzle-orm"
import type { Reader, Tx } from "../client.ts"
import { jobs } from "../schema.ts"
import type { JobRow } from "./jobs.ts"

/** What was buried last comes first. */
export async function listDeadJobs(reader: Reader, { offset, limit }: { offset: number; limit: number }) {
  return reader
    .select()
    .from(jobs)
    .where(eq(jobs.state, "dead"))
    .orderBy(desc(jobs.finishedAt), desc(jobs.id))
    .limit(limit)
    .offset(offset)
}

export async function countDeadJobs(reader: Reader) {
  const [row] = await reader.select({ count: count() }).from(jobs).where(eq(jobs.state, "dead"))
  return row?.count ?? 0
}

/** As if it had just been written; null: it isn't dead any more. */
export async function reviveJob(tx: Tx, id: number, now: Date): Promise<JobRow | null> {
  const [row] = await tx
    .update(jobs)
    .set({ state: "ready", attempts: 0, runAt: now, finishedAt: null, lastError: null })
    .where(and(eq(jobs.id, id), eq(jobs.state, "dead")))
    .returning()
  return row ?? null
}

/** Answers what it was; null: it isn't dead any more. */
export async function discardJob(tx: Tx, id: number, now: Date): Promise<JobRow | null> {
  const [row] = await tx
    .update(jobs)
    .set({ state: "done", finishedAt: now })
    .where(and(eq(jobs.id, id), eq(jobs.state, "dead")))
    .returning()
  return row ?? null
}

export async function deleteDeadJobs(tx: Tx, before: Date) {
  await tx.delete(jobs).where(and(eq(jobs.state, "dead"), lt(jobs.finishedAt, before)))
}
