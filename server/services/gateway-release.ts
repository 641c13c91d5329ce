// A gateway that was sent somewhere must be told to stop: at once, and again until it confirms.
import { type Tx, write } from "#db/client.ts"
import { findGateway, type GatewayRecord, listBusyGateways } from "#db/queries/gateways.ts"
import { findJobsOfKind, settleJob } from "#db/queries/jobs.ts"
import { findLivestream } from "#db/queries/livestreams.ts"
import { findWebinar } from "#db/queries/webinars.ts"
import type { Deps } from "../deps.ts"
import { UpstreamError } from "../errors.ts"
import { enqueue, HopelessJob, JOBS, type JobPayload } from "../jobs.ts"
import { gatewayTarget } from "./gateway-target.ts"
import { logCall, note, type Run } from "./livestream-run.ts"

export type Release = JobPayload<"gateway.release">

const GIVE_UP_AFTER_MS = 60 * 60_000
const FIRST_DELAY_MS = 5_000
const DELAY_MAX_MS = 5 * 60_000

/** true: the gateway says that it no longer serves the room. */
export async function disengage(deps: Deps, run: Run, gateway: GatewayRecord): Promise<boolean> {
  const { client, server } = gatewayTarget(deps, gateway)
  const { roomKey: room, gatewayHandle: handle, failure } = run.livestream
  const startedAt = Date.now()
  try {
    await client.stop({ server, room, handle })
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error
    logCall(deps, run, "webinar gateway stop failed", startedAt, error)
    // Who refused the token at the start has started nothing, and refuses the stop for as long.
    if (error.reason !== "unauthorized" || failure !== "gateway_unauthorized") return false
    await note(deps, run, { gatewayEngaged: false })
    return true
  }
  logCall(deps, run, "webinar gateway stopped", startedAt, null)
  await note(deps, run, { gatewayEngaged: false, gatewayHandle: null })
  return true
}

/** From now on nobody is sent there, until it confirms or an hour has passed. */
export async function enqueueRelease(tx: Tx, release: Release, runAt: Date) {
  const lane = `release:${release.gatewayId}`
  await enqueue(tx, "gateway.release", release, { lane, runAt, dedupeKey: `${lane}:${release.room}` })
}

export async function releaseGateway(deps: Deps, release: Release) {
  const record = await findGateway(deps.db, release.gatewayId)
  if (!record) return
  const busy = await listBusyGateways(deps.db)
  // Its start has stopped the old room first; some gateways would stop whatever they serve.
  if (busy.some((other) => other.gatewayId === release.gatewayId)) return
  if (await stopRoom(deps, record, release)) return
  const now = deps.clock.now()
  const waitedMs = now.getTime() - release.since.getTime()
  if (waitedMs >= GIVE_UP_AFTER_MS)
    throw new HopelessJob(`${record.gateway.name} did not confirm a stop for an hour`)
  const delayMs = Math.min(DELAY_MAX_MS, Math.max(FIRST_DELAY_MS, waitedMs / 2))
  await write(deps.db, (tx) => enqueueRelease(tx, release, new Date(now.getTime() + delayMs)))
}

/** Rooms that were given up on are stopped before the next start; false: one is still not confirmed. */
export async function stopOldRooms(deps: Deps, record: GatewayRecord): Promise<boolean> {
  const jobs = await findJobsOfKind(deps.db, "gateway.release", ["ready", "dead"])
  for (const job of jobs) {
    const release = JOBS["gateway.release"].parse(job.payload)
    if (release.gatewayId !== record.gateway.id) continue
    if (!(await stopRoom(deps, record, release))) return false
    await write(deps.db, (tx) => settleJob(tx, job.id, deps.clock.now()))
  }
  return true
}

async function stopRoom(deps: Deps, record: GatewayRecord, { room, handle, livestreamId }: Release) {
  const { client, server } = gatewayTarget(deps, record)
  const livestream = await findLivestream(deps.db, { id: livestreamId })
  const about = livestream && (await findWebinar(deps.db, { id: livestream.webinarId }))
  const facts = {
    webinar: about?.webinar.id,
    title: about?.event.title,
    livestream: livestreamId,
    gateway: record.gateway.name,
  }
  const startedAt = Date.now()
  try {
    await client.stop({ server, room, handle })
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error
    const { reason, message } = error
    const durationMs = Date.now() - startedAt
    deps.log.warn(
      { ...facts, durationMs, reason, error: message },
      "webinar gateway does not confirm a stop yet",
    )
    return false
  }
  deps.log.info({ ...facts, durationMs: Date.now() - startedAt }, "webinar gateway released")
  return true
}
