import {
  and,
  count,
  desc,
  eq,
  gte,
  inArray,
  isNull,
  like,
  lt,
  max,
  min,
  or,
  type SQL,
  sql,
} from "drizzle-orm"
import { alias } from "drizzle-orm/sqlite-core"
import { type LivestreamState, OPEN_STATES } from "#server/domain/livestream.ts"
import type { SessionColumn, SessionState } from "#server/domain/session-filter.ts"
import type { Order } from "#server/domain/table-order.ts"
import type { Reader, Tx } from "../client.ts"
import { events, gateways, livestreamLog, livestreams, streams, users, webinars } from "../schema.ts"
import { ordered } from "./table-order.ts"

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

/** When the picture first came, in whichever run of the webinar that was; of those that went on after `from`, if given. */
export async function findFirstLiveAt(reader: Reader, webinarId: string, from?: Date): Promise<Date | null> {
  const wentOn = from && or(isNull(livestreams.endedAt), gte(livestreams.endedAt, from))
  const [row] = await reader
    .select({ at: min(livestreams.liveAt) })
    .from(livestreams)
    .where(and(eq(livestreams.webinarId, webinarId), wentOn))
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

export async function listOpenLivestreams(reader: Reader): Promise<LivestreamRow[]> {
  return reader.select().from(livestreams).where(inArray(livestreams.state, OPEN_STATES))
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

export type SessionCondition = {
  query: string
  state: SessionState
  gatewayId?: string | undefined
  from?: Date | undefined
  until?: Date | undefined
}
type Page = { offset: number; limit: number; order?: Order<SessionColumn> | undefined }

const owners = alias(users, "owners")
const SESSION_ORDER = {
  webinar: sql`lower(${events.title})`,
  gateway: sql`lower(${gateways.name})`,
  state: livestreams.state,
  started: livestreams.requestedAt,
}

function sessions(reader: Reader) {
  return reader
    .select({ livestream: livestreams, event: events, gatewayName: gateways.name, requestedBy: users.name })
    .from(livestreams)
    .innerJoin(webinars, eq(webinars.id, livestreams.webinarId))
    .innerJoin(events, eq(events.id, webinars.eventId))
    .innerJoin(owners, eq(owners.id, events.ownerId))
    .leftJoin(gateways, eq(gateways.id, livestreams.gatewayId))
    .leftJoin(users, eq(users.id, livestreams.requestedById))
}

export async function findSessionRow(reader: Reader, id: string) {
  const [row] = await sessions(reader).where(eq(livestreams.id, id))
  return row ?? null
}

export async function listSessionRows(reader: Reader, condition: SessionCondition, page: Page) {
  const where = and(...sessionConditions(condition))
  const rows = await sessions(reader)
    .where(where)
    .orderBy(...ordered(page.order, SESSION_ORDER, [desc(livestreams.requestedAt)]))
    .limit(page.limit)
    .offset(page.offset)
  const [total] = await reader
    .select({ count: count() })
    .from(livestreams)
    .innerJoin(webinars, eq(webinars.id, livestreams.webinarId))
    .innerJoin(events, eq(events.id, webinars.eventId))
    .innerJoin(owners, eq(owners.id, events.ownerId))
    .leftJoin(gateways, eq(gateways.id, livestreams.gatewayId))
    .where(where)
  return { rows, total: total?.count ?? 0 }
}

function sessionConditions({ query, state, gatewayId, from, until }: SessionCondition) {
  const conditions: (SQL | undefined)[] = []
  if (state === "open") conditions.push(inArray(livestreams.state, OPEN_STATES))
  if (state === "failed") conditions.push(eq(livestreams.state, "failed"))
  const pattern = `%${query.trim().replace(/[%_]/g, "")}%`
  if (query.trim())
    conditions.push(or(like(events.title, pattern), like(gateways.name, pattern), like(owners.name, pattern)))
  if (gatewayId) conditions.push(eq(livestreams.gatewayId, gatewayId))
  if (from) conditions.push(gte(livestreams.requestedAt, from))
  if (until) conditions.push(lt(livestreams.requestedAt, until))
  return conditions
}

export async function listUserNames(reader: Reader, ids: string[]) {
  if (ids.length === 0) return new Map<string, string>()
  const rows = await reader
    .select({ id: users.id, name: users.name })
    .from(users)
    .where(inArray(users.id, ids))
  return new Map(rows.map((row) => [row.id, row.name]))
}
