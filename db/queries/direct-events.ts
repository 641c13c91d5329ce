// Events without a webinar, by the broadcaster that they play on.
import { and, asc, eq, gt, gte, isNull, lt, lte, or } from "drizzle-orm"
import type { Span } from "#server/domain/gateway.ts"
import type { Reader, Tx } from "../client.ts"
import { broadcasters, events, gateways, reservations, users, webinars } from "../schema.ts"
import type { BroadcasterRow } from "./events.ts"
import type { EventRow } from "./webinars.ts"

/** Something that takes a broadcaster; `from` and `to` are its dates, or with margins those of a webinar. */
export type BookingRow = Span & { id: string; title: string; startAt: Date; endAt: Date }

const isDirect = isNull(webinars.id)

/** Those that are not taken off, nor ended by somebody before that moment. */
function takesAfter(from: Date) {
  const goesOn = or(isNull(events.endedAt), gt(events.endedAt, from))
  return and(isDirect, eq(events.published, true), gt(events.endAt, from), goesOn)
}

function endOf({ endAt, endedAt }: Pick<EventRow, "endAt" | "endedAt">) {
  return endedAt && endedAt < endAt ? endedAt : endAt
}

export async function listDirectBookings(
  reader: Reader,
  broadcasterId: string,
  span: Span,
): Promise<BookingRow[]> {
  const rows = await reader
    .select({ event: events })
    .from(events)
    .leftJoin(webinars, eq(webinars.eventId, events.id))
    .where(and(eq(events.broadcasterId, broadcasterId), takesAfter(span.from), lt(events.startAt, span.to)))
    .orderBy(asc(events.startAt))
  return rows.map(({ event }) => ({
    id: event.id,
    title: event.title,
    startAt: event.startAt,
    endAt: event.endAt,
    from: event.startAt,
    to: endOf(event),
  }))
}

/** Reservations of the gateway that feeds this broadcaster, if one does. */
export async function listReservedBookings(
  reader: Reader,
  broadcasterId: string,
  span: Span,
): Promise<BookingRow[]> {
  return reader
    .select({
      id: events.id,
      title: events.title,
      startAt: events.startAt,
      endAt: events.endAt,
      from: reservations.fromAt,
      to: reservations.toAt,
    })
    .from(reservations)
    .innerJoin(gateways, eq(gateways.id, reservations.gatewayId))
    .innerJoin(webinars, eq(webinars.id, reservations.webinarId))
    .innerJoin(events, eq(events.id, webinars.eventId))
    .where(
      and(
        eq(gateways.broadcasterId, broadcasterId),
        lt(reservations.fromAt, span.to),
        gt(reservations.toAt, span.from),
      ),
    )
    .orderBy(asc(reservations.fromAt))
}

/** What events without a webinar take of the gateways whose broadcasters they play on. */
export async function listDirectOnGateways(reader: Reader, span: Span) {
  const rows = await reader
    .select({
      gatewayId: gateways.id,
      gateway: gateways.name,
      broadcasterId: gateways.broadcasterId,
      event: events,
      ownerName: users.name,
      ownerEmail: users.email,
    })
    .from(events)
    .innerJoin(gateways, eq(gateways.broadcasterId, events.broadcasterId))
    .innerJoin(users, eq(users.id, events.ownerId))
    .leftJoin(webinars, eq(webinars.eventId, events.id))
    .where(and(takesAfter(span.from), lt(events.startAt, span.to)))
    .orderBy(asc(gateways.name), asc(events.startAt))
  return rows.map(({ event, ...row }) => ({
    ...row,
    eventId: event.id,
    title: event.title,
    startAt: event.startAt,
    endAt: event.endAt,
    fromAt: event.startAt,
    toAt: endOf(event),
  }))
}

export type DirectRecord = { event: EventRow; broadcaster: BroadcasterRow }

/** Started before `started` and not planned to be over at `over`; on one broadcaster, or on all. */
export async function listDirectBetween(
  reader: Reader,
  { broadcasterId, started, over }: { broadcasterId?: string; started: Date; over: Date },
): Promise<DirectRecord[]> {
  return reader
    .select({ event: events, broadcaster: broadcasters })
    .from(events)
    .innerJoin(broadcasters, eq(broadcasters.id, events.broadcasterId))
    .leftJoin(webinars, eq(webinars.eventId, events.id))
    .where(
      and(
        isDirect,
        eq(events.published, true),
        isNull(events.endedAt),
        lte(events.startAt, started),
        gt(events.endAt, over),
        broadcasterId ? eq(events.broadcasterId, broadcasterId) : undefined,
      ),
    )
    .orderBy(asc(events.startAt))
}

export async function insertEvent(tx: Tx, event: typeof events.$inferInsert) {
  await tx.insert(events).values(event)
}

/** Those to come follow the broadcaster's rule, on top of what was chosen for each. */
export async function listDirectToCome(reader: Reader, broadcasterId: string, now: Date) {
  const rows = await reader
    .select({ event: events })
    .from(events)
    .leftJoin(webinars, eq(webinars.eventId, events.id))
    .where(and(isDirect, eq(events.broadcasterId, broadcasterId), gte(events.endAt, now)))
  return rows.map(({ event }) => event)
}
