// Moves of a livestream inside a caller's transaction: the conditional update, its log line and the job that follows.
import type { Tx } from "#db/client.ts"
import {
  findLivestream,
  insertLivestream,
  insertLogLine,
  type LivestreamRow,
  moveLivestream,
} from "#db/queries/livestreams.ts"
import { canMove, isOpen, type LivestreamState, OPEN_STATES, type StopReason } from "../domain/livestream.ts"
import { newId, randomKey } from "../ids.ts"
import { enqueueAdvance } from "../jobs.ts"
import { settleEvent } from "./gateway-choice.ts"

export const ROOM_KEY_LENGTH = 24

type Move = {
  to: LivestreamState
  now: Date
  reason?: string | null
  actorId?: string | null
  set?: Partial<LivestreamRow>
}

/** null: somebody else moved it first, and nothing was changed. */
export async function move(tx: Tx, livestream: LivestreamRow, { to, now, reason, actorId, set }: Move) {
  if (!canMove(livestream.state, to))
    throw new Error(`a livestream can't go from ${livestream.state} to ${to}`)
  const moved = await moveLivestream(tx, livestream.id, [livestream.state], {
    ...set,
    state: to,
    stateAt: now,
  })
  if (!moved) return null
  const line = { livestreamId: livestream.id, at: now, from: livestream.state, to }
  await insertLogLine(tx, { ...line, reason: reason ?? null, actorId: actorId ?? null })
  if (isOpen(to)) await enqueueAdvance(tx, livestream.id, now)
  else await settleEvent(tx, livestream.webinarId)
  return moved
}

export type StopOrder = {
  reason: StopReason
  actorId: string | null
  now: Date
  set?: Partial<LivestreamRow>
}

/** Every way to stop is this one move. A stop that is under way already keeps its reason, unless everything ends. */
export async function beginStop(tx: Tx, livestream: LivestreamRow, { reason, actorId, now, set }: StopOrder) {
  const from = OPEN_STATES.filter((state) => state !== "stopping")
  const change = { ...set, stopReason: reason, stoppedById: actorId }
  const moved = await moveLivestream(tx, livestream.id, from, { ...change, state: "stopping", stateAt: now })
  if (!moved) {
    if (reason !== "restart")
      await moveLivestream(tx, livestream.id, ["stopping"], { ...change, state: "stopping" })
    return null
  }
  await insertLogLine(tx, {
    livestreamId: livestream.id,
    at: now,
    from: livestream.state,
    to: "stopping",
    reason,
    actorId,
  })
  await enqueueAdvance(tx, livestream.id, now)
  return moved
}

type Opening = {
  webinarId: string
  gatewayId: string
  requestedById: string | null
  now: Date
  /** Set where the run before was cut for this one: listeners are told "interrupted", not "getting ready". */
  interruptedAt?: Date
}

/** Throws SQLITE_CONSTRAINT when the webinar or the gateway has an open one already. */
export async function openLivestream(
  tx: Tx,
  { webinarId, gatewayId, requestedById, now, interruptedAt }: Opening,
) {
  const id = newId()
  await insertLivestream(tx, {
    id,
    webinarId,
    gatewayId,
    requestedById,
    state: "requested",
    roomKey: randomKey(ROOM_KEY_LENGTH),
    requestedAt: now,
    stateAt: now,
    interruptedAt: interruptedAt ?? null,
  })
  await insertLogLine(tx, {
    livestreamId: id,
    at: now,
    from: null,
    to: "requested",
    reason: null,
    actorId: requestedById,
  })
  await enqueueAdvance(tx, id, now)
  const opened = await findLivestream(tx, { id })
  if (!opened) throw new Error("the livestream was not inserted")
  return opened
}
