import { and, asc, desc, eq, gt, isNull, sql } from "drizzle-orm"
import type { Reader, Tx } from "../client.ts"
import { livestreamCalls, users } from "../schema.ts"

export type NewCall = Omit<typeof livestreamCalls.$inferInsert, "id" | "lastAt" | "times">

/** The line of the same call with the same outcome, told after `since`. */
export async function findSameCall(
  reader: Reader,
  { livestreamId, call, outcome, gatewayName, actorId }: NewCall,
  since: Date,
) {
  const [same] = await reader
    .select({ id: livestreamCalls.id })
    .from(livestreamCalls)
    .where(
      and(
        eq(livestreamCalls.livestreamId, livestreamId),
        gt(livestreamCalls.lastAt, since),
        eq(livestreamCalls.call, call),
        eq(livestreamCalls.outcome, outcome),
        gatewayName ? eq(livestreamCalls.gatewayName, gatewayName) : isNull(livestreamCalls.gatewayName),
        actorId ? eq(livestreamCalls.actorId, actorId) : isNull(livestreamCalls.actorId),
      ),
    )
    .orderBy(desc(livestreamCalls.id))
    .limit(1)
  return same ?? null
}

/** What went just so since the livestream moved last is one line, however often. */
export async function putCall(tx: Tx, call: NewCall, movedAt: Date) {
  const same = await findSameCall(tx, call, movedAt)
  if (!same) {
    await tx.insert(livestreamCalls).values({ ...call, lastAt: call.at, times: 1 })
    return
  }
  const { at: lastAt, durationMs, answer } = call
  await tx
    .update(livestreamCalls)
    .set({ lastAt, durationMs, answer, times: sql`${livestreamCalls.times} + 1` })
    .where(eq(livestreamCalls.id, same.id))
}

export async function listCalls(reader: Reader, livestreamId: string, limit: number) {
  return reader
    .select({
      id: livestreamCalls.id,
      call: livestreamCalls.call,
      outcome: livestreamCalls.outcome,
      gatewayName: livestreamCalls.gatewayName,
      actorName: users.name,
      at: livestreamCalls.at,
      lastAt: livestreamCalls.lastAt,
      times: livestreamCalls.times,
      durationMs: livestreamCalls.durationMs,
      answer: livestreamCalls.answer,
    })
    .from(livestreamCalls)
    .leftJoin(users, eq(users.id, livestreamCalls.actorId))
    .where(eq(livestreamCalls.livestreamId, livestreamId))
    .orderBy(asc(livestreamCalls.at), asc(livestreamCalls.id))
    .limit(limit)
}
