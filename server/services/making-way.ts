// A live whose gateway is promised to somebody else from some moment on: it goes on at another one.
import { type Reader, write } from "#db/client.ts"
import { listDirectOnGateways } from "#db/queries/direct-events.ts"
import { listOverlapping } from "#db/queries/gateways.ts"
import { findLivestream, type LivestreamRow } from "#db/queries/livestreams.ts"
import type { Deps } from "../deps.ts"
import { CLAIM_MS } from "../domain/direct-live.ts"
import type { Handover } from "../domain/incident.ts"
import { announceLive } from "./announce.ts"
import { handOver } from "./failover.ts"
import { chooseGateway } from "./gateway-choice.ts"
import { isOurs, type Run } from "./livestream-run.ts"

/** Since when, or from when on within that time, somebody else needs the gateway; null: nobody does. */
export async function neededFrom(
  reader: Reader,
  { webinarId, gatewayId }: Pick<LivestreamRow, "webinarId" | "gatewayId">,
  now: Date,
  aheadMs: number,
): Promise<Date | null> {
  const until = now.getTime() + aheadMs + 1
  const reserved = await listOverlapping(reader, { from: now, to: new Date(until) }, webinarId)
  const direct = await listDirectOnGateways(reader, { from: now, to: new Date(until + CLAIM_MS) })
  const moments = [
    ...reserved.map((other) => ({ ...other, fromMs: other.fromAt.getTime() })),
    ...direct.map((other) => ({ ...other, fromMs: other.fromAt.getTime() - CLAIM_MS })),
  ].filter((other) => other.gatewayId === gatewayId)
  return moments.length > 0 ? new Date(Math.min(...moments.map(({ fromMs }) => fromMs))) : null
}

/** false: no other gateway is free. */
export async function makeWay(deps: Deps, run: Run): Promise<boolean> {
  const { livestream, record, gateway } = run
  const now = deps.clock.now()
  const to = await write(deps.db, async (tx) => {
    const current = await findLivestream(tx, { id: livestream.id })
    if (current?.state !== livestream.state || !(await isOurs(tx, run))) return null
    if (!(await neededFrom(tx, current, now, 0))) return null
    const mine = current.gatewayId ? [current.gatewayId] : []
    const chosen = await chooseGateway(tx, record.webinar.id, now, mine)
    if (!chosen) return null
    const from = gateway?.gateway.name ?? null
    const why: Handover = { kind: "promised", from, to: chosen.gateway.name, failure: null, note: null }
    const freed = !current.gatewayEngaged
    await handOver(tx, { livestream: current, record, to: chosen, now, freed, why, actorId: null })
    return chosen.gateway.name
  })
  if (!to) return false
  deps.wakeWorker()
  deps.log.warn(
    { webinar: record.webinar.id, title: record.event.title, livestream: livestream.id, to },
    "webinar made way for the next one on its gateway",
  )
  await announceLive(deps, record.event, record.webinar.id)
  return true
}
