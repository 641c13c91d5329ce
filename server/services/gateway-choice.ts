// Which gateway a webinar gets: reserved when it is saved, chosen again when it starts.
import type { Reader, Tx } from "#db/client.ts"
import {
  deleteReservation,
  findReservation,
  type GatewayRecord,
  listBusyGateways,
  listGatewayRecords,
  listOverlapping,
  putReservation,
} from "#db/queries/gateways.ts"
import { reservationSpan, type Span } from "../domain/gateway.ts"

type Subject = { webinarId: string; startAt: Date; endAt: Date }

/** Keeps the gateway it has when that is still free, else takes another; null and no change when none is free. */
export async function reserveGateway(tx: Tx, subject: Subject): Promise<GatewayRecord | null> {
  const span = reservationSpan(subject)
  const current = await findReservation(tx, subject.webinarId)
  const taken = new Set((await listOverlapping(tx, span, subject.webinarId)).map((other) => other.gatewayId))
  const free = (await listGatewayRecords(tx)).filter(
    ({ gateway }) => gateway.enabled && !taken.has(gateway.id),
  )
  const chosen = free.find(({ gateway }) => gateway.id === current?.gatewayId) ?? free[0]
  if (!chosen) return null
  await putReservation(tx, {
    webinarId: subject.webinarId,
    gatewayId: chosen.gateway.id,
    fromAt: span.from,
    toAt: span.to,
  })
  return chosen
}

export async function freeReservation(tx: Tx, webinarId: string) {
  await deleteReservation(tx, webinarId)
}

/** For a start at this moment: the reserved one unless it carries somebody else's overrun, else one that nobody needs now. */
export async function chooseGateway(
  reader: Reader,
  webinarId: string,
  now: Date,
): Promise<GatewayRecord | null> {
  const reservation = await findReservation(reader, webinarId)
  const busy = new Set((await listBusyGateways(reader)).map((other) => other.gatewayId))
  const moment: Span = { from: now, to: new Date(now.getTime() + 1) }
  const promised = new Set((await listOverlapping(reader, moment, webinarId)).map((other) => other.gatewayId))
  const able = (await listGatewayRecords(reader)).filter(
    ({ gateway }) => gateway.enabled && !busy.has(gateway.id),
  )
  const reserved = able.find(({ gateway }) => gateway.id === reservation?.gatewayId)
  return reserved ?? able.find(({ gateway }) => !promised.has(gateway.id)) ?? null
}
