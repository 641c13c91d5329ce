import { and, asc, eq, gt, gte, inArray, isNull, lt, ne } from "drizzle-orm"
import type { Span } from "#server/domain/gateway.ts"
import { OPEN_STATES } from "#server/domain/livestream.ts"
import type { Reader, Tx } from "../client.ts"
import { broadcasters, events, gateways, livestreams, reservations, users, webinars } from "../schema.ts"
import { listDirectOnGateways } from "./direct-events.ts"
import type { BroadcasterRow } from "./events.ts"

export type GatewayRow = typeof gateways.$inferSelect
export type ReservationRow = typeof reservations.$inferSelect
export type GatewayRecord = { gateway: GatewayRow; broadcaster: BroadcasterRow }

function joined(reader: Reader) {
  return reader
    .select({ gateway: gateways, broadcaster: broadcasters })
    .from(gateways)
    .innerJoin(broadcasters, eq(broadcasters.id, gateways.broadcasterId))
}

export async function listGatewayRecords(reader: Reader): Promise<GatewayRecord[]> {
  return joined(reader).orderBy(asc(gateways.name))
}

export async function findGateway(reader: Reader, id: string): Promise<GatewayRecord | null> {
  const [row] = await joined(reader).where(eq(gateways.id, id))
  return row ?? null
}

export async function findGatewayByStream(reader: Reader, streamName: string): Promise<GatewayRecord | null> {
  const [row] = await joined(reader).where(eq(broadcasters.streamName, streamName))
  return row ?? null
}

export async function findGatewayByBroadcaster(
  reader: Reader,
  broadcasterId: string,
): Promise<GatewayRecord | null> {
  const [row] = await joined(reader).where(eq(broadcasters.id, broadcasterId))
  return row ?? null
}

export async function insertGateway(tx: Tx, row: typeof gateways.$inferInsert) {
  await tx.insert(gateways).values(row)
}

export async function updateGateway(tx: Tx, id: string, change: Partial<GatewayRow>) {
  await tx.update(gateways).set(change).where(eq(gateways.id, id))
}

/** true for whoever is the first to look at this gateway since it was looked at last. */
export async function claimProbe(tx: Tx, id: string, seen: Date | null, now: Date) {
  const unchanged = seen ? eq(gateways.healthCheckedAt, seen) : isNull(gateways.healthCheckedAt)
  const rows = await tx
    .update(gateways)
    .set({ healthCheckedAt: now })
    .where(and(eq(gateways.id, id), unchanged))
    .returning({ id: gateways.id })
  return rows.length > 0
}

/** What it did stays; reservations left are of the past. */
export async function removeGateway(tx: Tx, id: string) {
  await tx.delete(reservations).where(eq(reservations.gatewayId, id))
  await tx.update(livestreams).set({ gatewayId: null }).where(eq(livestreams.gatewayId, id))
  await tx.delete(gateways).where(eq(gateways.id, id))
}

export async function listBroadcasterRows(reader: Reader) {
  return reader
    .select({ broadcaster: broadcasters, gatewayName: gateways.name })
    .from(broadcasters)
    .leftJoin(gateways, eq(gateways.broadcasterId, broadcasters.id))
    .orderBy(asc(broadcasters.name))
}

export async function findBroadcaster(reader: Reader, id: string): Promise<BroadcasterRow | null> {
  const [row] = await reader.select().from(broadcasters).where(eq(broadcasters.id, id))
  return row ?? null
}

export async function findBroadcasterByStream(
  reader: Reader,
  streamName: string,
): Promise<BroadcasterRow | null> {
  const [row] = await reader.select().from(broadcasters).where(eq(broadcasters.streamName, streamName))
  return row ?? null
}

export async function insertBroadcaster(tx: Tx, row: typeof broadcasters.$inferInsert) {
  await tx.insert(broadcasters).values(row)
}

export async function updateBroadcaster(tx: Tx, id: string, change: Partial<BroadcasterRow>) {
  await tx.update(broadcasters).set(change).where(eq(broadcasters.id, id))
}

export async function removeBroadcaster(tx: Tx, id: string) {
  await tx.update(events).set({ broadcasterId: null }).where(eq(events.broadcasterId, id))
  await tx.delete(broadcasters).where(eq(broadcasters.id, id))
}

export async function findReservation(reader: Reader, webinarId: string): Promise<ReservationRow | null> {
  const [row] = await reader.select().from(reservations).where(eq(reservations.webinarId, webinarId))
  return row ?? null
}

export type TakenGateway = Pick<ReservationRow, "gatewayId" | "fromAt" | "toAt">

/** What takes gateways in the span (half-open): other webinars' reservations, and events on their broadcasters. */
export async function listOverlapping(
  reader: Reader,
  span: Span,
  exceptWebinarId: string,
): Promise<TakenGateway[]> {
  const reserved: TakenGateway[] = await reader
    .select()
    .from(reservations)
    .where(
      and(
        lt(reservations.fromAt, span.to),
        gt(reservations.toAt, span.from),
        ne(reservations.webinarId, exceptWebinarId),
      ),
    )
  return [...reserved, ...(await listDirectOnGateways(reader, span))]
}

/** The reservations with what people know them by, for somebody who has to decide. */
export async function listHolders(reader: Reader, span: Span, exceptWebinarId: string) {
  return reader
    .select({
      gateway: gateways.name,
      title: events.title,
      ownerName: users.name,
      ownerEmail: users.email,
      startAt: events.startAt,
      endAt: events.endAt,
    })
    .from(reservations)
    .innerJoin(gateways, eq(gateways.id, reservations.gatewayId))
    .innerJoin(webinars, eq(webinars.id, reservations.webinarId))
    .innerJoin(events, eq(events.id, webinars.eventId))
    .innerJoin(users, eq(users.id, events.ownerId))
    .where(
      and(
        lt(reservations.fromAt, span.to),
        gt(reservations.toAt, span.from),
        ne(reservations.webinarId, exceptWebinarId),
      ),
    )
    .orderBy(asc(gateways.name), asc(reservations.fromAt))
}

export async function putReservation(tx: Tx, reservation: ReservationRow) {
  await tx
    .insert(reservations)
    .values(reservation)
    .onConflictDoUpdate({ target: reservations.webinarId, set: reservation })
}

export async function deleteReservation(tx: Tx, webinarId: string) {
  await tx.delete(reservations).where(eq(reservations.webinarId, webinarId))
}

/** Gateways that carry an open livestream, with what they carry. */
export async function listBusyGateways(reader: Reader) {
  return reader
    .select({
      gatewayId: livestreams.gatewayId,
      livestreamId: livestreams.id,
      webinarId: livestreams.webinarId,
      title: events.title,
    })
    .from(livestreams)
    .innerJoin(webinars, eq(webinars.id, livestreams.webinarId))
    .innerJoin(events, eq(events.id, webinars.eventId))
    .where(inArray(livestreams.state, OPEN_STATES))
}

export async function listComingReservations(reader: Reader, now: Date) {
  return reader
    .select({
      gatewayId: reservations.gatewayId,
      webinarId: reservations.webinarId,
      from: reservations.fromAt,
      to: reservations.toAt,
      title: events.title,
    })
    .from(reservations)
    .innerJoin(webinars, eq(webinars.id, reservations.webinarId))
    .innerJoin(events, eq(events.id, webinars.eventId))
    .where(gte(reservations.toAt, now))
    .orderBy(asc(reservations.fromAt))
}
