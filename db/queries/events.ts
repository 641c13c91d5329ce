import { and, asc, count, desc, eq, gt, gte, isNull, like, lte, or, sql } from "drizzle-orm"
import type { EventColumn, EventFilter } from "#server/domain/event-form.ts"
import type { Order } from "#server/domain/table-order.ts"
import type { Reader, Tx } from "../client.ts"
import { broadcasters, events, livestreams, users, webinars } from "../schema.ts"
import { ordered } from "./table-order.ts"
import type { EventRow } from "./webinars.ts"

export type BroadcasterRow = typeof broadcasters.$inferSelect
export type EventRecord = {
  event: EventRow
  ownerName: string
  broadcaster: BroadcasterRow | null
  webinarId: string | null
}

function joined(reader: Reader) {
  return reader
    .select({ event: events, ownerName: users.name, broadcaster: broadcasters, webinarId: webinars.id })
    .from(events)
    .innerJoin(users, eq(users.id, events.ownerId))
    .leftJoin(broadcasters, eq(broadcasters.id, events.broadcasterId))
    .leftJoin(webinars, eq(webinars.eventId, events.id))
}

export async function findEvent(
  reader: Reader,
  key: { slug: string } | { id: string },
): Promise<EventRecord | null> {
  const [row] = await joined(reader).where("slug" in key ? eq(events.slug, key.slug) : eq(events.id, key.id))
  return row ?? null
}

const IS_ON_AIR = sql`exists (select 1 from ${livestreams} join ${webinars} on ${webinars.id} = ${livestreams.webinarId}
  where ${webinars.eventId} = ${events.id} and ${livestreams.state} not in ('ended', 'failed'))`

/** Planned for some of this time, or on air whatever the plan says. */
export async function listEventsAround(reader: Reader, { from, to }: { from: Date; to: Date }) {
  const planned = and(lte(events.startAt, to), gte(events.endAt, from))
  const rows = await reader
    .select({ event: events, hasChat: webinars.enableChat })
    .from(events)
    .leftJoin(webinars, eq(webinars.eventId, events.id))
    .where(and(eq(events.published, true), or(planned, IS_ON_AIR)))
  return rows.map(({ event, hasChat }) => ({ event, hasChat: hasChat ?? false }))
}

const PAST_LIMIT = 60
const UPCOMING_LIMIT = 200

/**
 * Public events: those that are not over by the clock or may go on after it (an open livestream; without a webinar,
 * planned to end after `overrunning`), and the latest past ones.
 */
export async function listPublicEvents(reader: Reader, query: string, now: Date, overrunning: Date) {
  const visible = and(eq(events.published, true), eq(events.listed, true), matching(query))
  const encoding = and(isNull(webinars.id), isNull(events.endedAt), gt(events.endAt, overrunning))
  const current = await joined(reader)
    .where(and(visible, or(gt(events.endAt, now), IS_ON_AIR, encoding)))
    .orderBy(asc(events.startAt))
    .limit(UPCOMING_LIMIT)
  const past = await joined(reader)
    .where(and(visible, lte(events.endAt, now)))
    .orderBy(desc(events.startAt))
    .limit(PAST_LIMIT)
  const seen = new Set(current.map((row) => row.event.id))
  return [...current, ...past.filter((row) => !seen.has(row.event.id))]
}

export type EventPage = {
  query: string
  filter: EventFilter
  order?: Order<EventColumn> | undefined
  now: Date
  offset: number
  limit: number
}

const EVENT_ORDER = {
  title: sql`lower(${events.title})`,
  when: events.startAt,
  broadcaster: sql`lower(${broadcasters.name})`,
}

/** Every event there is, listed or not; without a wish the latest start first. */
export async function listEventPage(reader: Reader, page: EventPage) {
  const { query, filter, order, now, offset, limit } = page
  const wanted = {
    all: undefined,
    coming: gt(events.endAt, now),
    past: lte(events.endAt, now),
    unlisted: eq(events.listed, false),
    unpublished: eq(events.published, false),
  }
  const where = and(wanted[filter], matching(query))
  const rows = await joined(reader)
    .where(where)
    .orderBy(...ordered(order, EVENT_ORDER, [desc(events.startAt), asc(events.id)]))
    .limit(limit)
    .offset(offset)
  const [total] = await reader
    .select({ count: count() })
    .from(events)
    .innerJoin(users, eq(users.id, events.ownerId))
    .where(where)
  return { rows, total: total?.count ?? 0 }
}

function matching(query: string) {
  const words = query.trim().split(/\s+/).filter(Boolean).slice(0, 8)
  return and(
    ...words.map((word) => {
      const pattern = `%${word.replace(/[\\%_]/g, (character) => `\\${character}`)}%`
      return or(
        sql`${events.title} like ${pattern} escape '\\'`,
        sql`${events.description} like ${pattern} escape '\\'`,
        like(users.name, `%${word.replace(/[%_]/g, "")}%`),
      )
    }),
  )
}

export async function updateEvent(tx: Tx, id: string, change: Partial<EventRow>) {
  await tx
    .update(events)
    .set({ ...change, version: sql`${events.version} + 1` })
    .where(eq(events.id, id))
}

export async function recordListeners(tx: Tx, id: string, listeners: number) {
  await tx
    .update(events)
    .set({ listeners, listenersPeak: sql`max(${events.listenersPeak}, ${listeners})` })
    .where(eq(events.id, id))
}

export async function slugExists(reader: Reader, slug: string) {
  const [row] = await reader.select({ id: events.id }).from(events).where(eq(events.slug, slug))
  return row !== undefined
}

export async function nextChatRev(tx: Tx, eventId: string): Promise<number> {
  const [row] = await tx
    .update(events)
    .set({ chatRev: sql`${events.chatRev} + 1` })
    .where(eq(events.id, eventId))
    .returning({ rev: events.chatRev })
  if (!row) throw new Error(`event ${eventId} is gone`)
  return row.rev
}

export async function nextChatSeq(tx: Tx, eventId: string): Promise<number> {
  const [row] = await tx
    .update(events)
    .set({ chatSeq: sql`${events.chatSeq} + 1` })
    .where(eq(events.id, eventId))
    .returning({ seq: events.chatSeq })
  if (!row) throw new Error(`event ${eventId} is gone`)
  return row.seq
}

export async function nextQuestionRev(tx: Tx, eventId: string): Promise<number> {
  const [row] = await tx
    .update(events)
    .set({ questionRev: sql`${events.questionRev} + 1` })
    .where(eq(events.id, eventId))
    .returning({ rev: events.questionRev })
  if (!row) throw new Error(`event ${eventId} is gone`)
  return row.rev
}
