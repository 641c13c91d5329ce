import { and, count, desc, eq, inArray, like, max, min, or, type SQL } from "drizzle-orm"
import { type LivestreamState, OPEN_STATES } from "#server/domain/livestream.ts"
import type { Reader, Tx } from "../client.ts"
import { events, gateways, livestreamLog, livestreams, streams, users, webinars } from "../schema.ts"

export type LivestreamRow = typeof livestreams.$inferSelect
export type StreamRow = typeof streams.$inferSelect

export async function findLivestream(reader: Reader, key: { id: string } | { roomKey: string }) {
  const condition = "id" in key ? eq(livestreams.id, key.id) : eq(livestreams.roomKey, key.roomKey)
  const [row] = await reader.select().from(livestreams).where(condition)
  return row ?? null
}

export async function findOpenLivestream(reader: Reader, webinarId: string): Promise<LivestreamRow | null> {
  const [row] = await reader
    .select()
    .from(livestreams)
    .where(and(eq(livestreams.webinarId, webinarId), inArray(livestreams.state, OPEN_STATES)))
  return row ?? null
}

/** The open one, else the one requested last. */
export async function findLatestLivestream(reader: Reader, webinarId: string): Promise<LivestreamRow | null> {
  const [row] = await reader
    .select()
    .from(livestreams)
    .where(eq(livestreams.webinarId, webinarId))
    .orderBy(desc(livestreams.requestedAt), desc(livestreams.id))
    .limit(1)
  return row ?? null
}

/** When the picture first came, in whichever run of the webinar that was. */
export async function findFirstLiveAt(reader: Reader, webinarId: string): Promise<Date | null> {
  const [row] = await reader
    .select({ at: min(livestreams.liveAt) })
    .from(livestreams)
    .where(eq(livestreams.webinarId, webinarId))
  return row?.at ?? null
}

export async function listLatestLivestreams(reader: Reader, webinarIds: string[]): Promise<LivestreamRow[]> {
  if (webinarIds.length === 0) return []
  const latest = reader
    .select({ webinarId: livestreams.webinarId, at: max(livestreams.requestedAt).as("at") })
    .from(livestreams)
    .where(inArray(livestreams.webinarId, webinarIds))
    .groupBy(livestreams.webinarId)
    .as("latest")
  const rows = await reader
    .select({ livestream: livestreams })
    .from(livestreams)
    .innerJoin(
      latest,
      and(eq(latest.webinarId, livestreams.webinarId), eq(latest.at, livestreams.requestedAt)),
    )
  return rows.map((row) => row.livestream)
}

export async function insertLivestream(tx: Tx, row: typeof livestreams.$inferInsert) {
  await tx.insert(livestreams).values(row)
}

/** A conditional update: null means that somebody else moved it first. */
export async function moveLivestream(
  tx: Tx,
  id: string,
  from: readonly LivestreamState[],
  change: Partial<LivestreamRow> & { state: LivestreamState },
): Promise<LivestreamRow | null> {
  const [row] = await tx
    .update(livestreams)
    .set(change)
    .where(and(eq(livestreams.id, id), inArray(livestreams.state, [...from])))
    .returning()
  return row ?? null
}

/** Facts noted without a move, only while the livestream is still in the state they were seen in. */
export async function noteLivestream(
  tx: Tx,
  id: string,
  state: LivestreamState,
  facts: Partial<LivestreamRow>,
) {
  const [row] = await tx
    .update(livestreams)
    .set(facts)
    .where(and(eq(livestreams.id, id), eq(livestreams.state, state)))
    .returning()
  return row ?? null
}

export async function insertLogLine(tx: Tx, line: typeof livestreamLog.$inferInsert) {
  await tx.insert(livestreamLog).values(line)
}

/** The last line that says one of these words. */
export async function findLastLogLine(reader: Reader, livestreamId: string, words: string[]) {
  const [line] = await reader
    .select({ at: livestreamLog.at, reason: livestreamLog.reason })
    .from(livestreamLog)
    .where(and(eq(livestreamLog.livestreamId, livestreamId), inArray(livestreamLog.reason, words)))
    .orderBy(desc(livestreamLog.id))
    .limit(1)
  return line ?? null
}

export async function listLog(reader: Reader, livestreamId: string, limit: number) {
  return reader
    .select({
      id: livestreamLog.id,
      at: livestreamLog.at,
      from: livestreamLog.from,
      to: livestreamLog.to,
      reason: livestreamLog.reason,
      actorName: users.name,
    })
    .from(livestreamLog)
    .leftJoin(users, eq(users.id, livestreamLog.actorId))
    .where(eq(livestreamLog.livestreamId, livestreamId))
    .orderBy(desc(livestreamLog.at), desc(livestreamLog.id))
    .limit(limit)
}

export async function findStream(reader: Reader, name: string): Promise<StreamRow | null> {
  const [row] = await reader.select().from(streams).where(eq(streams.name, name))
  return row ?? null
}

export async function findStreamOfRun(reader: Reader, run: string): Promise<StreamRow | null> {
  const [row] = await reader.select().from(streams).where(eq(streams.run, run)).limit(1)
  return row ?? null
}

export async function putStream(tx: Tx, stream: StreamRow) {
  await tx.insert(streams).values(stream).onConflictDoUpdate({ target: streams.name, set: stream })
}

export type SessionFilter = { query: string; state: "open" | "failed" | "all"; offset: number; limit: number }

function sessions(reader: Reader) {
  return reader
    .select({ livestream: livestreams, event: events, gatewayName: gateways.name, requestedBy: users.name })
    .from(livestreams)
    .innerJoin(webinars, eq(webinars.id, livestreams.webinarId))
    .innerJoin(events, eq(events.id, webinars.eventId))
    .leftJoin(gateways, eq(gateways.id, livestreams.gatewayId))
    .leftJoin(users, eq(users.id, livestreams.requestedById))
}

export async function findSessionRow(reader: Reader, id: string) {
  const [row] = await sessions(reader).where(eq(livestreams.id, id))
  return row ?? null
}

export async function listSessionRows(reader: Reader, filter: SessionFilter) {
  const conditions: (SQL | undefined)[] = []
  if (filter.state === "open") conditions.push(inArray(livestreams.state, OPEN_STATES))
  if (filter.state === "failed") conditions.push(eq(livestreams.state, "failed"))
  const pattern = `%${filter.query.trim().replace(/[%_]/g, "")}%`
  if (filter.query.trim()) conditions.push(or(like(events.title, pattern), like(gateways.name, pattern)))
  const where = and(...conditions)
  const rows = await sessions(reader)
    .where(where)
    .orderBy(desc(livestreams.requestedAt))
    .limit(filter.limit)
    .offset(filter.offset)
  const [total] = await reader
    .select({ count: count() })
    .from(livestreams)
    .innerJoin(webinars, eq(webinars.id, livestreams.webinarId))
    .innerJoin(events, eq(events.id, webinars.eventId))
    .leftJoin(gateways, eq(gateways.id, livestreams.gatewayId))
    .where(where)
  return { rows, total: total?.count ?? 0 }
}

export async function listUserNames(reader: Reader, ids: string[]) {
  if (ids.length === 0) return new Map<string, string>()
  const rows = await reader
    .select({ id: users.id, name: users.name })
    .from(users)
    .where(inArray(users.id, ids))
  return new Map(rows.map((row) => [row.id, row.name]))
}
