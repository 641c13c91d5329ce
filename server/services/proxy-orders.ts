// A proxy chooses the gateway, and is wrong about it now and then: two orders at once get the same one, and one that
// looks free is given away under a live. Whose a gateway is, our own rows know.
import { type Tx, write } from "#db/client.ts"
import type { GatewayRecord } from "#db/queries/gateways.ts"
import {
  isHandleHeld,
  listGatewayIdsOfProxy,
  listOrdersUnderWay,
  noteOrder,
  takeHandle,
} from "#db/queries/proxy-orders.ts"
import type { Deps } from "../deps.ts"
import { elapsed } from "../domain/elapsed.ts"
import { START_TIMEOUT_MS } from "../domain/gateway.ts"
import type { Run } from "./livestream-run.ts"
import { listReleases } from "./releasing.ts"

/** Two starts at the same time are given the same gateway of the proxy, and the second cuts off the first. */
export async function isProxyTaken(tx: Tx, now: Date, { gateway }: GatewayRecord, livestreamId: string) {
  if (gateway.dialect !== "proxy") return false
  const gatewayIds = await listGatewayIdsOfProxy(tx, gateway.sipmediagwUrl)
  const underWay = await listOrdersUnderWay(tx, gatewayIds, livestreamId)
  // Those that were given up on, this livestream's own among them.
  for (const { gatewayId, orderedAt } of await listReleases(tx))
    if (orderedAt && gatewayIds.includes(gatewayId)) underWay.push(orderedAt)
  return underWay.some((at) => elapsed(now, at) < START_TIMEOUT_MS)
}

/** A stop that has come meanwhile needs the handle: without it, it finds nothing, or by then somebody else's gateway. */
export async function noteGiven(deps: Deps, { livestream, gateway }: Run, handle: string | null) {
  await write(deps.db, async (tx) => {
    if (handle !== null && gateway) {
      const gatewayIds = await listGatewayIdsOfProxy(tx, gateway.gateway.sipmediagwUrl)
      await takeHandle(tx, gatewayIds, handle, livestream.id)
    }
    await noteOrder(tx, livestream, { gatewayHandle: handle, gatewayOrderedAt: null })
  })
}

/** It came to its end without giving us anything: there is nothing to wait for. */
export async function noteRefused(deps: Deps, { livestream }: Run) {
  await write(deps.db, (tx) => noteOrder(tx, livestream, { gatewayOrderedAt: null }))
}

/** null: a live that is open now was given this gateway after the one that is to be stopped. */
export async function handleToStop(deps: Deps, { gateway }: GatewayRecord, handle: string | null) {
  if (handle === null) return null
  const gatewayIds = await listGatewayIdsOfProxy(deps.db, gateway.sipmediagwUrl)
  return (await isHandleHeld(deps.db, gatewayIds, handle)) ? null : handle
}
