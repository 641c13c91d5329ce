import { and, count, eq, gt, gte, isNull, lt, lte, max, min, or, sql } from "drizzle-orm"
import type { Reader, Tx } from "../client.ts"
import { jobs, livestreams, workers } from "../schema.ts"

/** Throws when the database doesn't answer. */
export async function knock(reader: Reader) {
  await reader.get(sql`select 1`)
}

export async function putWorker(tx: Tx, worker: typeof workers.$inferSelect) {
  await tx.insert(workers).values(worker).onConflictDoUpdate({ target: workers.id, set: worker })
}

export async function removeWorker(tx: Tx, id: string) {
  await tx.delete(workers).where(eq(workers.id, id))
}

export async function removeWorkersBefore(tx: Tx, before: Date) {
  await tx.delete(workers).where(lt(workers.seenAt, before))
}

export async function findWorkers(reader: Reader, since: Date) {
  const [alive] = await reader.select({ count: count() }).from(workers).where(gte(workers.seenAt, since))
  const [last] = await reader.select({ at: max(workers.seenAt) }).from(workers)
  return { alive: alive?.count ?? 0, lastSeenAt: last?.at ?? null }
}

export async function countLivestreams(reader: Reader) {
  return reader
    .select({ state: livestreams.state, count: count() })
    .from(livestreams)
    .groupBy(livestreams.state)
}

export async function countJobs(reader: Reader, now: Date) {
  const byState = await reader.select({ state: jobs.state, count: count() }).from(jobs).groupBy(jobs.state)
  const [running] = await reader
    .select({ count: count() })
    .from(jobs)
    .where(and(eq(jobs.state, "ready"), gt(jobs.leaseUntil, now)))
  const [oldest] = await reader
    .select({ runAt: min(jobs.runAt) })
    .from(jobs)
    .where(
      and(
        eq(jobs.state, "ready"),
        lte(jobs.runAt, now),
        or(isNull(jobs.leaseUntil), lte(jobs.leaseUntil, now)),
      ),
    )
  return { byState, running: running?.count ?? 0, oldestDueAt: oldest?.runAt ?? null }
}
