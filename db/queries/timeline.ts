import { and, asc, eq, gt, inArray, isNotNull, isNull, lt, or } from "drizzle-orm"
import type { Span } from "#server/domain/gateway.ts"
import { OPEN_STATES } from "#server/domain/livestream.ts"
import type { Reader } from "../client.ts"
import { events, livestreams, reservations, webinars } from "../schema.ts"

export async function listReservationsIn(reader: Reader, { from, to }: Span) {
  return reader
    .select({
      gatewayId: reservations.gatewayId,
      webinarId: reservations.webinarId,
      title: events.title,
      from: reservations.fromAt,
      to: reservations.toAt,
    })
    .from(reservations)
    .innerJoin(webinars, eq(webinars.id, reservations.webinarId))
    .innerJoin(events, eq(events.id, webinars.eventId))
    .where(and(lt(reservations.fromAt, to), gt(reservations.toAt, from)))
    .orderBy(asc(reservations.fromAt))
}

/** Webinars of these times that no gateway is held for. */
export async function listUnreservedIn(reader: Reader, { from, to }: Span) {
  return reader
    .select({ webinarId: webinars.id, title: events.title, startAt: events.startAt, endAt: events.endAt })
    .from(webinars)
    .innerJoin(events, eq(events.id, webinars.eventId))
    .leftJoin(reservations, eq(reservations.webinarId, webinars.id))
    .where(
      and(
        eq(webinars.isWebinar, true),
        isNull(reservations.webinarId),
        lt(events.startAt, to),
        gt(events.endAt, from),
      ),
    )
    .orderBy(asc(events.startAt))
}

export async function listSessionsIn(reader: Reader, { from, to }: Span) {
  return reader
    .select({
      gatewayId: livestreams.gatewayId,
      livestreamId: livestreams.id,
      webinarId: livestreams.webinarId,
      title: events.title,
      state: livestreams.state,
      stateAt: livestreams.stateAt,
      from: livestreams.requestedAt,
      endedAt: livestreams.endedAt,
    })
    .from(livestreams)
    .innerJoin(webinars, eq(webinars.id, livestreams.webinarId))
    .innerJoin(events, eq(events.id, webinars.eventId))
    .where(
      and(
        isNotNull(livestreams.gatewayId),
        lt(livestreams.requestedAt, to),
        or(inArray(livestreams.state, OPEN_STATES), gt(livestreams.stateAt, from)),
      ),
    )
    .orderBy(asc(livestreams.requestedAt))
}
