// The end of a livestream: the gateway is told to stop, the row is closed, and a restart opens the next one.
import { type Tx, write } from "#db/client.ts"
import { recordListeners, updateEvent } from "#db/queries/events.ts"
import type { GatewayRecord } from "#db/queries/gateways.ts"
import { findLivestream, type LivestreamRow } from "#db/queries/livestreams.ts"
import type { Deps } from "../deps.ts"
import { STEP_DEADLINE_MS } from "../domain/livestream.ts"
import { eventChannel } from "../domain/signals.ts"
import { announce, announceLive } from "./announce.ts"
import { chooseGateway, placeEvent, replaceLostGateway, reserveFor } from "./gateway-choice.ts"
import { disengage, enqueueRelease } from "./gateway-release.ts"
import { move, openLivestream } from "./livestream-moves.ts"
import { factsOf, isOverdue, type Next, type Run } from "./livestream-run.ts"

const RETRY_MS = 3_000
/** A restart doesn't wait longer for the old gateway when another one is free. */
const RESTART_PATIENCE_MS = 10_000

export async function stop(deps: Deps, run: Run): Promise<Next> {
  const { livestream, gateway, record } = run
  const outcome = livestream.gatewayEngaged && gateway ? await disengage(deps, run, gateway) : "freed"
  if (outcome !== "freed" && !isOverdue(deps, livestream, STEP_DEADLINE_MS.stopping)) {
    const impatient = livestream.stopReason === "restart" && isOverdue(deps, livestream, RESTART_PATIENCE_MS)
    const mine = livestream.gatewayId ? [livestream.gatewayId] : []
    if (!impatient || !(await chooseGateway(deps.db, record.webinar.id, deps.clock.now(), mine)))
      return RETRY_MS
  }
  await close(deps, run, outcome === "freed")
  return null
}

export async function close(deps: Deps, run: Run, freed: boolean) {
  const { livestream, record } = run
  const now = deps.clock.now()
  const closed = await write(deps.db, (tx) => closeIn(tx, run, { freed, now }))
  if (!closed) return
  const { failure, restarted } = closed
  deps.log.info(
    { ...factsOf(run), reason: livestream.stopReason, failure, freed, restarted },
    "webinar live ended",
  )
  await announceLive(deps, record.event, record.webinar.id)
  if (!restarted)
    await announce(deps, eventChannel(record.event), [{ type: "audience.changed", listeners: 0 }])
}

async function closeIn(tx: Tx, { livestream, record }: Run, { freed, now }: { freed: boolean; now: Date }) {
  const current = await findLivestream(tx, { id: livestream.id })
  if (current?.state !== "stopping") return null
  if (!freed) await keepTelling(tx, current, now)
  const restarting = current.stopReason === "restart"
  const next = restarting ? await nextGateway(tx, current, { freed, now }) : null
  const failure = current.failure ?? (restarting && !next ? "no_gateway" : null)
  const reason = freed ? null : "stop_not_confirmed"
  const set = { endedAt: now, gatewayEngaged: !freed, failure }
  await move(tx, current, { to: failure ? "failed" : "ended", now, reason, set })
  await updateEvent(tx, record.event.id, {})
  if (next) await openNext(tx, current, record.event, next, now)
  else {
    await recordListeners(tx, record.event.id, 0)
    await replaceLostGateway(tx, current.webinarId, now)
  }
  return { failure, restarted: next !== null }
}

async function keepTelling(tx: Tx, livestream: LivestreamRow, now: Date) {
  const { gatewayId, id: livestreamId, roomKey: room, gatewayHandle: handle } = livestream
  const orderedAt = livestream.gatewayOrderedAt
  if (gatewayId)
    await enqueueRelease(tx, { gatewayId, livestreamId, room, handle, since: now, orderedAt }, now)
}

/** Its own gateway first, which only counts as taken because this livestream isn't closed yet. */
async function nextGateway(tx: Tx, livestream: LivestreamRow, { freed, now }: { freed: boolean; now: Date }) {
  const except = freed || !livestream.gatewayId ? [] : [livestream.gatewayId]
  return chooseGateway(tx, livestream.webinarId, now, except)
}

async function openNext(
  tx: Tx,
  before: LivestreamRow,
  event: Run["record"]["event"],
  next: GatewayRecord,
  now: Date,
) {
  await placeEvent(tx, event, next.broadcaster)
  await reserveFor(tx, before.webinarId, next.gateway.id, now)
  await openLivestream(tx, {
    webinarId: before.webinarId,
    gatewayId: next.gateway.id,
    requestedById: before.stoppedById,
    now,
    ...(before.liveAt || before.interruptedAt ? { interruptedAt: now } : {}),
  })
}
