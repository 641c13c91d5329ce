// What a gateway at work must keep: the stop has to go where the start went, and the picture is looked for where it was sent.
import type { Tx } from "#db/client.ts"
import type { BroadcasterRow } from "#db/queries/events.ts"
import {
  findGateway,
  findGatewayByBroadcaster,
  type GatewayRow,
  listBusyGateways,
} from "#db/queries/gateways.ts"
import type { Seal } from "../seal.ts"
import { listReleasing } from "./releasing.ts"

type Place = Pick<GatewayRow, "dialect" | "sipmediagwUrl" | "gatewayRef" | "broadcasterId" | "rtmpUrlSealed">

/** The fields that would change of a gateway that carries a live, or hasn't confirmed a stop. */
export async function fieldsInUse(tx: Tx, seal: Seal, id: string, wished: Place) {
  const stored = (await findGateway(tx, id))?.gateway
  const fields: Record<string, string> = {}
  if (!stored || !((await isCarrying(tx, id)) || (await isReleasing(tx, id)))) return fields
  const opened = (sealed: string | null) => sealed && seal.open(sealed)
  if (wished.dialect !== stored.dialect) fields.dialect = "inUse"
  else if (wished.gatewayRef !== stored.gatewayRef) fields.gatewayRef = "inUse"
  if (wished.sipmediagwUrl !== stored.sipmediagwUrl) fields.sipmediagwUrl = "inUse"
  if (wished.broadcasterId !== stored.broadcasterId) fields.broadcasterId = "inUse"
  if (opened(wished.rtmpUrlSealed) !== opened(stored.rtmpUrlSealed)) fields.rtmpUrl = "inUse"
  return fields
}

/** The same of a broadcaster whose gateway carries a live. */
export async function broadcasterFieldsInUse(
  tx: Tx,
  stored: BroadcasterRow,
  wished: Pick<BroadcasterRow, "hlsUrl" | "streamName">,
) {
  const fields: Record<string, string> = {}
  const fed = await findGatewayByBroadcaster(tx, stored.id)
  if (!fed || !(await isCarrying(tx, fed.gateway.id))) return fields
  if (wished.hlsUrl !== stored.hlsUrl) fields.hlsUrl = "inUse"
  if (wished.streamName !== stored.streamName) fields.streamName = "inUse"
  return fields
}

async function isCarrying(tx: Tx, id: string) {
  return (await listBusyGateways(tx)).some((busy) => busy.gatewayId === id)
}

async function isReleasing(tx: Tx, id: string) {
  return (await listReleasing(tx)).has(id)
}
