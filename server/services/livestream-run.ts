// What every step of a livestream works with: the row and what belongs to it, its moves, its facts and its log.
import { type Tx, write } from "#db/client.ts"
import { hurryLane } from "#db/queries/chat.ts"
import { updateEvent } from "#db/queries/events.ts"
import { findGateway, type GatewayRecord } from "#db/queries/gateways.ts"
import { type HeldJob, holdsLease } from "#db/queries/jobs.ts"
import { findLivestream, type LivestreamRow, noteLivestream } from "#db/queries/livestreams.ts"
import { findWebinar, type WebinarRecord } from "#db/queries/webinars.ts"
import type { Deps } from "../deps.ts"
import { elapsed } from "../domain/elapsed.ts"
import { type Failure, isOpen } from "../domain/livestream.ts"
import { messageOf, UpstreamError } from "../errors.ts"
import { announceLive } from "./announce.ts"
import { chatLane } from "./chat-lane.ts"
import { beginStop, move } from "./livestream-moves.ts"

export type Run = {
  livestream: LivestreamRow
  record: WebinarRecord
  gateway: GatewayRecord | null
  /** The job that this is a step of. */
  held?: HeldJob | undefined
}
/** Milliseconds until the next look, or null when a move has ordered the next one itself. */
export type Next = number | null

export async function findRun(
  deps: Deps,
  input: { livestreamId: string },
  held?: HeldJob,
): Promise<Run | null> {
  const livestream = await findLivestream(deps.db, { id: input.livestreamId })
  const record = livestream && (await findWebinar(deps.db, { id: livestream.webinarId }))
  if (!livestream || !record || !isOpen(livestream.state)) return null
  const gateway = livestream.gatewayId ? await findGateway(deps.db, livestream.gatewayId) : null
  return { livestream, record, gateway, held }
}

/** false: the step took so long that another worker has taken over; what was seen here is old. */
export async function isOurs(tx: Tx, { held }: Pick<Run, "held">) {
  return !held || (await holdsLease(tx, held))
}

export async function moveOn(
  deps: Deps,
  run: Run,
  to: LivestreamRow["state"],
  set: Partial<LivestreamRow> = {},
): Promise<Next> {
  await tryMove(deps, run, to, set)
  return null
}

/** false: it has been moved meanwhile, by a stop mostly, and nothing was changed. */
export async function tryMove(
  deps: Deps,
  run: Run,
  to: LivestreamRow["state"],
  set: Partial<LivestreamRow> = {},
): Promise<boolean> {
  const now = deps.clock.now()
  const moved = await write(deps.db, async (tx) => {
    if (!(await isOurs(tx, run))) return false
    const row = await move(tx, run.livestream, { to, now, set })
    if (!row) return false
    await updateEvent(tx, run.record.event.id, {})
    if (to === "meeting_ready") await hurryLane(tx, chatLane(run.record.event.id), now)
    return true
  })
  if (!moved) return false
  deps.log.info({ ...factsOf(run), from: run.livestream.state, to }, "webinar live moved on")
  await announceLive(deps, run.record.event, run.record.webinar.id)
  return true
}

/** Answers the row as it is now; null when it has been moved meanwhile. */
export async function note(deps: Deps, run: Run, facts: Partial<LivestreamRow>) {
  const { livestream, record } = run
  const { noted, stepped } = await write(deps.db, async (tx) => {
    if (!(await isOurs(tx, run))) return { noted: null, stepped: false }
    const row = await noteLivestream(tx, livestream.id, livestream.state, facts)
    const isStep =
      row !== null &&
      (isNew(livestream.gatewayJoinedAt, row.gatewayJoinedAt) || isNew(livestream.pictureAt, row.pictureAt))
    if (isStep) await updateEvent(tx, record.event.id, {})
    return { noted: row, stepped: isStep }
  })
  if (stepped) await announceLive(deps, record.event, record.webinar.id)
  return noted
}

function isNew(before: Date | null, after: Date | null) {
  return before?.getTime() !== after?.getTime()
}

/** The gateway is told to stop whatever it may be doing before the livestream counts as failed. */
export async function fail(deps: Deps, run: Run, failure: Failure, cause: unknown): Promise<Next> {
  const { livestream, record } = run
  const now = deps.clock.now()
  const set = { failure, failureDetail: cause ? messageOf(cause).slice(0, 500) : null }
  const failed = await write(deps.db, async (tx) => {
    const current = await findLivestream(tx, { id: livestream.id })
    if (current?.state !== livestream.state || !(await isOurs(tx, run))) return false
    const untouched =
      !current.gatewayEngaged && (current.state === "requested" || current.state === "meeting_ready")
    if (untouched)
      await move(tx, current, { to: "failed", now, reason: failure, set: { ...set, endedAt: now } })
    else await beginStop(tx, current, { reason: "failure", actorId: null, now, set })
    await updateEvent(tx, record.event.id, {})
    return true
  })
  if (!failed) return null
  deps.log.error({ ...factsOf(run), failure, err: cause ?? undefined }, "webinar live failed")
  if (!livestream.liveAt)
    deps.metrics.liveStarted("failed", (now.getTime() - livestream.requestedAt.getTime()) / 1000)
  await announceLive(deps, record.event, record.webinar.id)
  return null
}

export function failureOf(system: "bbb" | "gateway", error: UpstreamError): Failure {
  switch (error.reason) {
    case "unreachable":
    case "timeout":
      return `${system}_unreachable`
    case "tls":
      return `${system}_tls`
    case "unauthorized":
      return `${system}_unauthorized`
    case "busy":
      return system === "gateway" ? "gateway_busy" : "bbb_failed"
    case "refused":
    case "not_found":
    case "bad_answer":
    case "failed":
      return `${system}_failed`
    default:
      return error.reason satisfies never
  }
}

export function isOverdue(deps: Deps, livestream: LivestreamRow, deadlineMs: number) {
  return elapsed(deps.clock.now(), livestream.stateAt) > deadlineMs
}

export function onlyUpstream<T>(fallback: T) {
  return (error: unknown) => {
    if (error instanceof UpstreamError) return fallback
    throw error
  }
}

export function factsOf({ record, livestream, gateway }: Run) {
  return {
    webinar: record.webinar.id,
    title: record.event.title,
    livestream: livestream.id,
    gateway: gateway?.gateway.name,
  }
}
