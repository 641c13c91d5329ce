// Which gateway a webinar gets: reserved when it is saved, chosen again when it starts.
import type { Reader, Tx } from "#db/client.ts"
import { listDirectOnGateways } from "#db/queries/direct-events.ts"
import { updateEvent } from "#db/queries/events.ts"
import {
  deleteReservation,
  findBroadcaster,
  findGateway,
  findReservation,
  type GatewayRecord,
  listBusyGateways,
  listComingReservations,
  listGatewayRecords,
  listOverlapping,
  putReservation,
  type ReservationRow,
} from "#db/queries/gateways.ts"
import { findOpenLivestream } from "#db/queries/livestreams.ts"
import { findWebinar } from "#db/queries/webinars.ts"
import { CLAIM_MS } from "../domain/direct-live.ts"
import { reservationSpan, type Span } from "../domain/gateway.ts"
import { StrandedError } from "../errors.ts"
import type { RuledEvent } from "./announce.ts"
import { listNear } from "./direct-live.ts"
import { listReleasing } from "./releasing.ts"

type Subject = { webinarId: string; startAt: Date; endAt: Date }

/** Those that a webinar may be given: neither switched off nor in maintenance. */
export async function listGatewaysInService(reader: Reader): Promise<GatewayRecord[]> {
  return (await listGatewayRecords(reader)).filter(({ gateway }) => isInService(gateway))
}

export function isInService(gateway: Pick<GatewayRecord["gateway"], "enabled" | "maintenance">) {
  return gateway.enabled && gateway.maintenance === null
}

/** For how long what goes on without a reservation, an overrun mostly, may be expected to go on. */
const AT_WORK_MS = 4 * 60 * 60_000

/**
 * The gateway it has when that is still free, else another; null when none is free. For what begins soon, one that is at
 * work for somebody else comes last: that one would be cut for it.
 */
export async function findFreeGateway(
  reader: Reader,
  subject: Subject,
  now: Date,
): Promise<GatewayRecord | null> {
  return findFreeIn(reader, subject.webinarId, reservationSpan(subject), now)
}

async function findFreeIn(
  reader: Reader,
  webinarId: string,
  span: Span,
  now: Date,
): Promise<GatewayRecord | null> {
  const current = await findReservation(reader, webinarId)
  const taken = await listPromised(reader, span, webinarId)
  const free = (await listGatewaysInService(reader)).filter(({ gateway }) => !taken.has(gateway.id))
  const isSoon = span.from.getTime() - now.getTime() <= AT_WORK_MS
  const atWork = isSoon ? await listAtWork(reader, webinarId) : new Set()
  const rank = ({ gateway: { id } }: GatewayRecord) =>
    (atWork.has(id) ? 2 : 0) + (id === current?.gatewayId ? 0 : 1)
  return free.sort((a, b) => rank(a) - rank(b))[0] ?? null
}

/** What carries somebody else's livestream, or hasn't confirmed a stop. */
async function listAtWork(reader: Reader, webinarId: string) {
  const carrying = (await listBusyGateways(reader)).filter((other) => other.webinarId !== webinarId)
  return new Set([...carrying.map((other) => other.gatewayId), ...(await listReleasing(reader))])
}

/** In the transaction that found the gateway free. */
export async function reserveGateway(tx: Tx, subject: Subject, chosen: GatewayRecord) {
  const { from, to } = reservationSpan(subject)
  const gatewayId = chosen.gateway.id
  await putReservation(tx, { webinarId: subject.webinarId, gatewayId, fromAt: from, toAt: to })
  await settleEvent(tx, subject.webinarId)
}

export async function freeReservation(tx: Tx, webinarId: string) {
  await deleteReservation(tx, webinarId)
}

/**
 * The event shows at its reservation's broadcaster, under that one's rules; but what is on air stays where it is,
 * and the reservation counts from the next start.
 */
export async function settleEvent(tx: Tx, webinarId: string) {
  const record = await findWebinar(tx, { id: webinarId })
  const reservation = await findReservation(tx, webinarId)
  if (!record || !reservation) return
  const running = await findOpenLivestream(tx, webinarId)
  const { broadcasterId } = record.event
  const broadcaster =
    running && broadcasterId
      ? await findBroadcaster(tx, broadcasterId)
      : (await findGateway(tx, reservation.gatewayId))?.broadcaster
  if (broadcaster) await placeEvent(tx, record.event, broadcaster)
}

/** A broadcaster's rules come on top of what the presenters chose. */
export async function placeEvent(tx: Tx, { id }: { id: string }, broadcaster: GatewayRecord["broadcaster"]) {
  const record = await findWebinar(tx, { eventId: id })
  if (!record) return
  await updateEvent(tx, record.event.id, {
    broadcasterId: broadcaster.id,
    listed: broadcaster.listed,
    restricted: record.event.restrictedChoice || broadcaster.restricted,
  })
}

/** After a gateway's broadcaster, or that one's rules, changed. As they were: those that are restricted, or open, by it. */
export async function settleReserved(tx: Tx, gatewayId: string, now: Date): Promise<RuledEvent[]> {
  const ruled: RuledEvent[] = []
  for (const { webinarId, ...reservation } of await listComingReservations(tx, now)) {
    if (reservation.gatewayId !== gatewayId) continue
    const before = await findWebinar(tx, { id: webinarId })
    await settleEvent(tx, webinarId)
    const after = await findWebinar(tx, { id: webinarId })
    if (before && before.event.restricted !== after?.event.restricted)
      ruled.push({ event: before.event, webinarId })
  }
  return ruled
}

/**
 * For a gateway that has just left service, in the same transaction: what it was promised to goes to others. Throws
 * StrandedError, and so undoes everything, when one finds no other. A live that it carries goes on.
 */
export async function vacateGateway(tx: Tx, gatewayId: string, now: Date): Promise<{ moved: number }> {
  const carried = new Set((await listBusyGateways(tx)).map((busy) => `${busy.gatewayId} ${busy.webinarId}`))
  const coming = (await listComingReservations(tx, now)).filter(
    (reservation) =>
      reservation.gatewayId === gatewayId && !carried.has(`${gatewayId} ${reservation.webinarId}`),
  )
  const stranded: StrandedError["stranded"] = []
  for (const { webinarId, title, from, to } of coming) {
    const next = await findFreeIn(tx, webinarId, { from, to }, now)
    if (!next) {
      stranded.push({ title, from, to })
      continue
    }
    await putReservation(tx, { webinarId, gatewayId: next.gateway.id, fromAt: from, toAt: to })
    await settleEvent(tx, webinarId)
  }
  if (stranded.length > 0) throw new StrandedError(stranded)
  return { moved: coming.length }
}

/** Its gateway left service under its own live, which kept the reservation there, and carries it no more. */
export async function hasLostGateway(reader: Reader, webinarId: string): Promise<boolean> {
  const reservation = await findReservation(reader, webinarId)
  const reserved = reservation && (await findGateway(reader, reservation.gatewayId))
  if (!reserved || isInService(reserved.gateway)) return false
  return (await findOpenLivestream(reader, webinarId))?.gatewayId !== reserved.gateway.id
}

/** Where none is free it keeps what it has, which may be back in service by then. */
export async function replaceLostGateway(tx: Tx, webinarId: string, now: Date) {
  const record = await findWebinar(tx, { id: webinarId })
  if (!record || record.event.endAt <= now || !(await hasLostGateway(tx, webinarId))) return
  const subject = { webinarId, startAt: record.event.startAt, endAt: record.event.endAt }
  const next = await findFreeGateway(tx, subject, now)
  if (next) await reserveGateway(tx, subject, next)
}

const WITHOUT_A_PLAN_MS = 60 * 60_000

/** Whether a start at this moment is the one that the gateway was reserved for, or may go on until then. */
export function isForNow({ fromAt, toAt }: Pick<ReservationRow, "fromAt" | "toAt">, now: Date) {
  return now < toAt && fromAt.getTime() - now.getTime() <= WITHOUT_A_PLAN_MS
}

/**
 * For a start at this moment: its own one unless somebody else's webinar has it or needs it meanwhile, else one that
 * nobody needs now, at best for as long as this webinar lasts. What is reserved for another day counts for nothing. The
 * last probe's failures come last; what won't confirm a stop never.
 */
export async function chooseGateway(
  reader: Reader,
  webinarId: string,
  now: Date,
  except: readonly string[] = [],
): Promise<GatewayRecord | null> {
  const plan = await findPlan(reader, webinarId, now)
  const own = plan && isForNow(plan, now) ? plan : null
  // Its own livestream is the one that is about to end.
  const atWork = await listAtWork(reader, webinarId)
  const until = own?.toAt.getTime() ?? now.getTime() + WITHOUT_A_PLAN_MS
  const promisedNow = await listPromised(reader, { from: now, to: new Date(now.getTime() + 1) }, webinarId)
  const promisedLater = await listPromised(reader, { from: now, to: new Date(until) }, webinarId)
  const claimed = Math.max(until, now.getTime() + CLAIM_MS + 1)
  const encoding = await listEncoding(reader, { from: now, to: new Date(claimed) })
  const able = (await listGatewaysInService(reader)).filter(
    ({ gateway: { id }, broadcaster }) =>
      !atWork.has(id) && !encoding.has(broadcaster.id) && !except.includes(id) && !promisedNow.has(id),
  )
  const rank = ({ gateway: { id, health } }: GatewayRecord) =>
    (health?.state === "failed" ? 4 : 0) + (promisedLater.has(id) ? 2 : id === own?.gatewayId ? 0 : 1)
  return able.sort((a, b) => rank(a) - rank(b))[0] ?? null
}

/** What it has reserved; or what an end for everybody gave back, as long as that isn't over. */
async function findPlan(reader: Reader, webinarId: string, now: Date) {
  const reservation = await findReservation(reader, webinarId)
  if (reservation) return reservation
  const record = await findWebinar(reader, { id: webinarId })
  if (!record || now >= record.event.endAt) return null
  const { from, to } = reservationSpan(record.event)
  return { gatewayId: null, fromAt: from, toAt: to }
}

/**
 * For what goes on air at this gateway, whatever it had reserved or given back: nobody is promised the gateway in the
 * middle of it. What was promised before stays promised, and what is reserved for another day stays where it is.
 */
export async function reserveFor(tx: Tx, webinarId: string, gatewayId: string, now: Date) {
  const plan = await findPlan(tx, webinarId, now)
  if (!plan || plan.gatewayId === gatewayId) return
  if (plan.gatewayId !== null && !isForNow(plan, now)) return
  const span = { from: plan.fromAt > now ? plan.fromAt : now, to: plan.toAt }
  if ((await listPromised(tx, span, webinarId)).has(gatewayId)) return
  await putReservation(tx, { webinarId, gatewayId, fromAt: span.from, toAt: span.to })
}

/** Broadcasters that an encoder has then, or has until its overrun ends: two pictures can't share one. */
async function listEncoding(reader: Reader, span: Span) {
  const planned = await listDirectOnGateways(reader, span)
  const running = (await listNear(reader, span.from)).filter(
    ({ event, state }) => event.startAt <= span.from && state !== "ended",
  )
  return new Set([
    ...planned.map(({ broadcasterId }) => broadcasterId),
    ...running.map(({ broadcaster }) => broadcaster.id),
  ])
}

async function listPromised(reader: Reader, span: Span, exceptWebinarId: string) {
  return new Set((await listOverlapping(reader, span, exceptWebinarId)).map((other) => other.gatewayId))
}
