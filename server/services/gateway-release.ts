// A gateway that was sent somewhere must be told to stop: at once, and again until it confirms and its picture is gone.
import { type Tx, write } from "#db/client.ts"
import { findGateway, type GatewayRecord, listBusyGateways } from "#db/queries/gateways.ts"
import { findJobsOfKind, settleJob } from "#db/queries/jobs.ts"
import { findLivestream } from "#db/queries/livestreams.ts"
import { findWebinar } from "#db/queries/webinars.ts"
import type { Deps } from "../deps.ts"
import { elapsed, notToCome } from "../domain/elapsed.ts"
import { NOT_IN_BOOKS } from "../domain/gateway.ts"
import { UpstreamError } from "../errors.ts"
import { enqueue, HopelessJob, JOBS, type JobPayload } from "../jobs.ts"
import { gatewayTarget } from "./gateway-target.ts"
import { noteIncident } from "./incidents.ts"
import { logCall, noteCall, type Told } from "./livestream-calls.ts"
import { factsOf, note, type Run } from "./livestream-run.ts"
import { isStillStreaming, STOP_PROOF_MS } from "./picture.ts"
import { handleToStop } from "./proxy-orders.ts"

export type Release = JobPayload<"gateway.release">

const GIVE_UP_AFTER_MS = 60 * 60_000
/** A gateway that lives is back in its proxy's books within 90 s: one round of its registering, and one of the watch. */
const LOST_FOR_GOOD_MS = 5 * 60_000
const FIRST_DELAY_MS = 5_000
const DELAY_MAX_MS = 5 * 60_000

/** "streaming": it says that it has stopped, and its picture says that it has not. */
export type StopOutcome = "freed" | "streaming" | "unconfirmed"

export async function disengage(deps: Deps, run: Run, gateway: GatewayRecord): Promise<StopOutcome> {
  const { client, server } = gatewayTarget(deps, gateway)
  const { roomKey: room, gatewayHandle: handle, gatewayOrderedAt, failure } = run.livestream
  const startedAt = Date.now()
  try {
    await client.stop({ server, room, handle, orderedMsAgo: msSince(deps, gatewayOrderedAt) })
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error
    await logCall(deps, run, { call: "gateway_stop", startedAt, error })
    // Who refused the token at the start has started nothing, and refuses the stop for as long.
    if (error.reason !== "unauthorized" || failure !== "gateway_unauthorized") return "unconfirmed"
    await note(deps, run, { gatewayEngaged: false })
    return "freed"
  }
  await logCall(deps, run, { call: "gateway_stop", startedAt, error: null })
  if (await isStillStreaming(deps, room, factsOf(run))) {
    // The end of its picture may still be on its way to us.
    if (!run.livestream.stopAnsweredAt) await note(deps, run, { stopAnsweredAt: deps.clock.now() })
    return "streaming"
  }
  await note(deps, run, { gatewayEngaged: false, gatewayHandle: null, gatewayOrderedAt: null })
  if (run.livestream.stopAnsweredAt) await noteIncident(deps, run, "stop_ignored", false)
  return "freed"
}

function msSince(deps: Deps, orderedAt: Date | null) {
  return orderedAt && elapsed(deps.clock.now(), orderedAt)
}

/** From now on nobody is sent there, until it has stopped or an hour has passed. */
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
  const lostSince = release.lostSince && notToCome(deps.clock.now(), release.lostSince)
  const outcome = await stopRoom(deps, record, { ...release, lostSince })
  if (outcome === "freed") return
  const now = deps.clock.now()
  const since = notToCome(now, release.since)
  const waitedMs = elapsed(now, since)
  if (waitedMs >= GIVE_UP_AFTER_MS) throw new HopelessJob(`${record.gateway.name} did not stop for an hour`)
  const delayMs = Math.min(DELAY_MAX_MS, Math.max(FIRST_DELAY_MS, waitedMs / 2))
  const next = { ...release, since, lostSince: outcome === "lost" ? (lostSince ?? now) : undefined }
  await write(deps.db, (tx) => enqueueRelease(tx, next, new Date(now.getTime() + delayMs)))
}

/** Rooms that were given up on are stopped before the next start; false: one is still not confirmed. */
export async function stopOldRooms(deps: Deps, record: GatewayRecord): Promise<boolean> {
  const jobs = await findJobsOfKind(deps.db, "gateway.release", ["ready", "dead"])
  for (const job of jobs) {
    const release = JOBS["gateway.release"].parse(job.payload)
    if (release.gatewayId !== record.gateway.id) continue
    // Nobody has looked since it was given up: that it is in no books now is enough.
    const lostSince = job.state === "dead" ? release.since : release.lostSince
    if ((await stopRoom(deps, record, { ...release, lostSince })) !== "freed") return false
    await write(deps.db, (tx) => settleJob(tx, job.id, deps.clock.now()))
  }
  return true
}

async function stopRoom(
  deps: Deps,
  gateway: GatewayRecord,
  { room, handle, livestreamId, since, orderedAt, lostSince }: Release,
): Promise<"freed" | "lost" | "unconfirmed"> {
  const { client, server } = gatewayTarget(deps, gateway)
  const livestream = await findLivestream(deps.db, { id: livestreamId })
  const record = livestream && (await findWebinar(deps.db, { id: livestream.webinarId }))
  const run = livestream && record && { livestream, record, gateway }
  const facts = {
    webinar: record?.webinar.id,
    title: record?.event.title,
    livestream: livestreamId,
    gateway: gateway.gateway.name,
  }
  const startedAt = Date.now()
  const tell = async (outcome: Told["outcome"], durationMs: number, answer: string | null) => {
    const gatewayName = gateway.gateway.name
    if (livestream)
      await noteCall(deps, livestream, { call: "gateway_stop", outcome, gatewayName, durationMs, answer })
  }
  try {
    const held = await handleToStop(deps, gateway, handle)
    await client.stop({ server, room, handle: held, orderedMsAgo: msSince(deps, orderedAt) })
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error
    const { reason, message } = error
    const durationMs = Date.now() - startedAt
    const isLost = error.code === NOT_IN_BOOKS
    if (isLost && isForGood(deps, lostSince) && !(await isStillStreaming(deps, room, facts))) {
      await tell("forgotten", durationMs, message)
      if (run) await noteIncident(deps, run, "stop_ignored", false)
      deps.log.warn({ ...facts, lostSince }, "webinar gateway unknown to its proxy: it counts as stopped")
      return "freed"
    }
    deps.log.warn(
      { ...facts, durationMs, reason, error: message },
      "webinar gateway does not confirm a stop yet",
    )
    await tell(reason, durationMs, message)
    return isLost ? "lost" : "unconfirmed"
  }
  const durationMs = Date.now() - startedAt
  const streamsOn = await isStillStreaming(deps, room, facts)
  await tell(streamsOn ? "streams_on" : "ok", durationMs, null)
  if (streamsOn) {
    const isSure = elapsed(deps.clock.now(), since) > STOP_PROOF_MS
    if (run && isSure) await noteIncident(deps, run, "stop_ignored", true)
    deps.log.warn(facts, "webinar gateway confirmed a stop and streams on")
    return "unconfirmed"
  }
  if (run) await noteIncident(deps, run, "stop_ignored", false)
  deps.log.info({ ...facts, durationMs }, "webinar gateway released")
  return "freed"
}

function isForGood(deps: Deps, lostSince: Date | undefined) {
  return lostSince !== undefined && elapsed(deps.clock.now(), lostSince) >= LOST_FOR_GOOD_MS
}
