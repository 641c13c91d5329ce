// What administrators do with somebody else's live, with a reason that is kept.
import { type Reader, type Tx, write } from "#db/client.ts"
import { updateEvent } from "#db/queries/events.ts"
import { findGateway, type GatewayRecord, listGatewayRecords } from "#db/queries/gateways.ts"
import { findLivestream, type LivestreamRow } from "#db/queries/livestreams.ts"
import { findWebinar, type WebinarRecord } from "#db/queries/webinars.ts"
import type { Deps } from "../deps.ts"
import type { Handover } from "../domain/incident.ts"
import { isOpen } from "../domain/livestream.ts"
import type { Actor } from "../domain/policy.ts"
import { AppError } from "../errors.ts"
import { enqueue, type JobPayload } from "../jobs.ts"
import { requireAdmin } from "./access.ts"
import { announceLive } from "./announce.ts"
import { record as recordAct, webinarThing } from "./audit.ts"
import { handOver } from "./failover.ts"
import { chooseGateway } from "./gateway-choice.ts"
import { noteCallIn } from "./livestream-calls.ts"
import { beginStop } from "./livestream-moves.ts"

type Order = { livestreamId: string; reason: string }
type Answer = { livestreamId: string }

export function stopSession(deps: Deps, actor: Actor, order: Order): Promise<Answer> {
  return stopWith(deps, actor, order, "admin")
}

/** One more run as soon as this one is down. */
export function restartSession(deps: Deps, actor: Actor, order: Order): Promise<Answer> {
  return stopWith(deps, actor, order, "restart")
}

async function stopWith(deps: Deps, actor: Actor, order: Order, how: "admin" | "restart"): Promise<Answer> {
  requireAdmin(actor)
  const { livestream, record } = await findSession(deps.db, order)
  const now = deps.clock.now()
  const actorId = actor.kind === "user" ? actor.id : null
  await write(deps.db, async (tx) => {
    const set = { stopNote: order.reason }
    const began = await beginStop(tx, livestream, { reason: how, actorId, now, set })
    const call = how === "restart" ? "restart" : "stop"
    const outcome = isOpen(livestream.state) ? "stopping_already" : "session_over"
    if (!began) await noteCallIn(tx, livestream, { call, outcome, actorId, answer: order.reason }, now)
    await recordAct(tx, actor, {
      at: now,
      action: how === "restart" ? "session.restarted" : "session.stopped",
      thing: webinarThing(record),
      detail: { session: livestream.id, reason: order.reason },
    })
    await updateEvent(tx, record.event.id, {})
  })
  deps.log.info(
    {
      webinar: record.webinar.id,
      title: record.event.title,
      livestream: livestream.id,
      reason: how,
      note: order.reason,
      by: actorId,
    },
    "webinar stop asked by an administrator",
  )
  deps.wakeWorker()
  await announceLive(deps, record.event, record.webinar.id)
  return { livestreamId: livestream.id }
}

/** Without a named gateway the next free one is taken. The worker carries it out, between two steps of the livestream. */
export async function moveSession(
  deps: Deps,
  actor: Actor,
  order: { livestreamId: string; gatewayId: string | null; reason: string },
): Promise<{ gatewayName: string }> {
  requireAdmin(actor)
  const { livestream, record } = await findSession(deps.db, order)
  if (!isOpen(livestream.state) || livestream.state === "stopping")
    throw new AppError("conflict", "the session is over")
  const now = deps.clock.now()
  const chosen = await write(deps.db, async (tx) => {
    const next = await freeGateway(tx, livestream, order.gatewayId, now)
    if (!next) throw new AppError("no_gateway", "no other live gateway is free")
    const lane = `livestream:${livestream.id}`
    const actorId = actor.kind === "user" ? actor.id : null
    const payload = { livestreamId: livestream.id, gatewayId: next.gateway.id, note: order.reason, actorId }
    await enqueue(tx, "livestream.move", payload, { lane, runAt: now, dedupeKey: `move:${livestream.id}` })
    const gatewayName = next.gateway.name
    const told = { call: "move", outcome: "ordered", gatewayName, actorId, answer: order.reason } as const
    await noteCallIn(tx, livestream, told, now)
    const detail = { session: livestream.id, to: gatewayName, reason: order.reason }
    await recordAct(tx, actor, { at: now, action: "session.moved", thing: webinarThing(record), detail })
    return next
  })
  deps.log.info(
    {
      webinar: record.webinar.id,
      title: record.event.title,
      livestream: livestream.id,
      to: chosen.gateway.name,
      note: order.reason,
    },
    "webinar move asked by an administrator",
  )
  deps.wakeWorker()
  return { gatewayName: chosen.gateway.name }
}

/** In the livestream's own lane, so that no step is under way meanwhile. */
export async function moveToGateway(deps: Deps, order: JobPayload<"livestream.move">) {
  const { livestream: before, record } = await findSession(deps.db, order)
  const from = before.gatewayId ? await findGateway(deps.db, before.gatewayId) : null
  const now = deps.clock.now()
  const outcome = await write(deps.db, (tx) => moveIn(tx, order, { record, from, now }))
  deps.log[outcome === "moved" ? "info" : "warn"](
    {
      webinar: record.webinar.id,
      title: record.event.title,
      livestream: order.livestreamId,
      from: from?.gateway.name,
      outcome,
    },
    outcome === "moved" ? "webinar moved to another gateway" : "webinar not moved to another gateway",
  )
  deps.wakeWorker()
  await announceLive(deps, record.event, record.webinar.id)
}

type Move = { record: WebinarRecord; from: GatewayRecord | null; now: Date }

async function moveIn(tx: Tx, order: JobPayload<"livestream.move">, { record, from, now }: Move) {
  const { actorId, note } = order
  const livestream = await findLivestream(tx, { id: order.livestreamId })
  if (!livestream) return "session_over"
  const isOver = !isOpen(livestream.state) || livestream.state === "stopping"
  const to = isOver ? null : await freeGateway(tx, livestream, order.gatewayId, now)
  if (!to) {
    const outcome = isOver ? "session_over" : "gateway_taken"
    const gatewayName = (await findGateway(tx, order.gatewayId))?.gateway.name ?? null
    await noteCallIn(tx, livestream, { call: "move", outcome, gatewayName, actorId }, now)
    return outcome
  }
  const names = { from: from?.gateway.name ?? null, to: to.gateway.name }
  const why: Handover = { kind: "moved", ...names, failure: null, note }
  const freed = !livestream.gatewayEngaged
  await handOver(tx, { livestream, record, to, now, freed, why, actorId })
  return "moved"
}

async function freeGateway(
  reader: Reader,
  { webinarId, gatewayId }: LivestreamRow,
  wishedId: string | null,
  now: Date,
) {
  const all = (await listGatewayRecords(reader)).map(({ gateway }) => gateway.id)
  const except = wishedId ? all.filter((id) => id !== wishedId) : []
  return chooseGateway(reader, webinarId, now, gatewayId ? [...except, gatewayId] : except)
}

async function findSession(
  reader: Reader,
  { livestreamId }: { livestreamId: string },
): Promise<{ livestream: LivestreamRow; record: WebinarRecord }> {
  const livestream = await findLivestream(reader, { id: livestreamId })
  const record = livestream && (await findWebinar(reader, { id: livestream.webinarId }))
  if (!livestream || !record) throw new AppError("not_found", "no such session")
  return { livestream, record }
}
