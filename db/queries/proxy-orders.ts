// Which gateway of a SIPMediaGW proxy is whose, as far as our own rows tell; the proxy's books may not.
import { and, eq, inArray, isNull, ne } from "drizzle-orm"
import { OPEN_STATES } from "#server/domain/livestream.ts"
import type { Reader, Tx } from "../client.ts"
import { gateways, livestreams } from "../schema.ts"
import type { LivestreamRow } from "./livestreams.ts"

const ORDERING = ["gateway_starting", "stopping"] as const

/** The proxy at this address, as often as it is declared. */
export async function listGatewayIdsOfProxy(reader: Reader, proxyUrl: string) {
  const rows = await reader.select({ id: gateways.id }).from(gateways).where(isOfProxy(proxyUrl))
  return rows.map((row) => row.id)
}

/** When other livestreams, also such as are told to stop by now, sent a start of which nobody knows yet what became. */
export async function listOrdersUnderWay(reader: Reader, gatewayIds: string[], exceptId: string) {
  const rows = await reader
    .select({ at: livestreams.gatewayOrderedAt })
    .from(livestreams)
    .where(
      and(
        inArray(livestreams.gatewayId, gatewayIds),
        inArray(livestreams.state, ORDERING),
        eq(livestreams.gatewayEngaged, true),
        ne(livestreams.id, exceptId),
      ),
    )
  return rows.flatMap(({ at }) => at ?? [])
}

type Order = Pick<LivestreamRow, "id" | "roomKey" | "gatewayOrderedAt">

/** What became of this very order, whoever has moved the livestream on meanwhile. */
export async function noteOrder(tx: Tx, order: Order, facts: Partial<LivestreamRow>) {
  const { id, roomKey, gatewayOrderedAt: at } = order
  await tx
    .update(livestreams)
    .set(facts)
    .where(
      and(
        eq(livestreams.id, id),
        eq(livestreams.roomKey, roomKey),
        inArray(livestreams.state, ORDERING),
        at ? eq(livestreams.gatewayOrderedAt, at) : isNull(livestreams.gatewayOrderedAt),
      ),
    )
}

/** The proxy has given this gateway to `exceptId`: whoever had it has it no more. */
export async function takeHandle(tx: Tx, gatewayIds: string[], handle: string, exceptId: string) {
  await tx
    .update(livestreams)
    .set({ gatewayHandle: null })
    .where(and(holds(gatewayIds, handle), ne(livestreams.id, exceptId)))
}

export async function isHandleHeld(reader: Reader, gatewayIds: string[], handle: string) {
  const [row] = await reader
    .select({ id: livestreams.id })
    .from(livestreams)
    .where(holds(gatewayIds, handle))
    .limit(1)
  return row !== undefined
}

function isOfProxy(proxyUrl: string) {
  return and(eq(gateways.dialect, "proxy"), eq(gateways.sipmediagwUrl, proxyUrl))
}

function holds(gatewayIds: string[], handle: string) {
  return and(
    inArray(livestreams.gatewayId, gatewayIds),
    inArray(livestreams.state, OPEN_STATES),
    eq(livestreams.gatewayHandle, handle),
  )
}
