// The life cycle, level-triggered: read the row, do at most one outside effect, store what came of it, look again later.
// A crash anywhere resumes from the row, and the same function is the watchdog.
import { write } from "#db/client.ts"
import { hurryLane } from "#db/queries/chat.ts"
import { updateEvent } from "#db/queries/events.ts"
import { findGateway, type GatewayRecord } from "#db/queries/gateways.ts"
import { findLivestream, type LivestreamRow, noteLivestream } from "#db/queries/livestreams.ts"
import { findWebinar, type WebinarRecord } from "#db/queries/webinars.ts"
import type { Deps } from "../deps.ts"
import { type Failure, isOpen, MAX_AUTOMATIC_RESTARTS, STEP_DEADLINE_MS } from "../domain/livestream.ts"
import { messageOf, UpstreamError } from "../errors.ts"
import { enqueueAdvance } from "../jobs.ts"
import { announceLive } from "./announce.ts"
import { chatLane } from "./chat-lane.ts"
import { chooseGateway } from "./gateway-choice.ts"
import { gatewayTarget, joinDomain, publishUrl } from "./gateway-target.ts"
import { beginStop, move, openLivestream } from "./livestream-moves.ts"
import { ensureMeeting, meetingEnded, STREAMING_USER_PREFIX } from "./meetings.ts"
import { lookAtPicture } from "./picture.ts"

const SOON_MS = 1_000
const RETRY_MS = 3_000
const WATCH_MS = 3_000
const MEETING_WATCH_MS = 10_000

type Run = { livestream: LivestreamRow; record: WebinarRecord; gateway: GatewayRecord | null }
/** Milliseconds until the next look, or null when a move has ordered the next one itself. */
type Next = number | null

export async function advanceLivestream(deps: Deps, input: { livestreamId: string }) {
  const run = await findRun(deps, input)
  if (!run) return
  const next = await step(deps, run)
  if (next === null) return deps.wakeWorker()
  const runAt = new Date(deps.clock.now().getTime() + next)
  await write(deps.db, (tx) => enqueueAdvance(tx, run.livestream.id, runAt))
}

/** Its job crashed again and again: nobody would ever close it or free its gateway. */
export async function abandonLivestream(deps: Deps, input: { livestreamId: string }, cause: unknown) {
  const run = await findRun(deps, input)
  if (!run) return
  const { state } = run.livestream
  if (state === "stopping") await close(deps, run, false)
  else await fail(deps, run, state === "requested" ? "bbb_failed" : "gateway_failed", cause)
  deps.wakeWorker()
}

async function findRun(deps: Deps, input: { livestreamId: string }): Promise<Run | null> {
  const livestream = await findLivestream(deps.db, { id: input.livestreamId })
  const record = livestream && (await findWebinar(deps.db, { id: livestream.webinarId }))
  if (!livestream || !record || !isOpen(livestream.state)) return null
  const gateway = livestream.gatewayId ? await findGateway(deps.db, livestream.gatewayId) : null
  return { livestream, record, gateway }
}

function step(deps: Deps, run: Run): Promise<Next> {
  switch (run.livestream.state) {
    case "requested":
      return makeMeeting(deps, run)
    case "meeting_ready":
      return moveOn(deps, run, "gateway_starting")
    case "gateway_starting":
      return startGateway(deps, run)
    case "waiting_for_picture":
      return awaitPicture(deps, run)
    case "live":
      return watch(deps, run)
    case "interrupted":
      return recover(deps, run)
    case "stopping":
      return stop(deps, run)
    case "ended":
    case "failed":
      return Promise.resolve(null)
    default:
      return run.livestream.state satisfies never
  }
}

async function makeMeeting(deps: Deps, run: Run): Promise<Next> {
  try {
    await ensureMeeting(deps, run.record)
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error
    if (error.retryable && !isOverdue(deps, run.livestream, STEP_DEADLINE_MS.requested)) return RETRY_MS
    return fail(deps, run, failureOf("bbb", error), error)
  }
  return moveOn(deps, run, "meeting_ready", { meetingReadyAt: deps.clock.now() })
}

async function startGateway(deps: Deps, run: Run): Promise<Next> {
  const { livestream, gateway } = run
  if (!gateway) return fail(deps, run, "no_gateway", null)
  const { client, server } = gatewayTarget(deps, gateway)
  const room = livestream.roomKey
  if (livestream.gatewayEngaged) return resumeStart(deps, run, gateway)

  const engaged = await write(deps.db, (tx) =>
    noteLivestream(tx, livestream.id, "gateway_starting", { gatewayEngaged: true, gatewayHandle: null }),
  )
  if (!engaged) return SOON_MS
  const startedAt = Date.now()
  let gatewayHandle: string | null
  try {
    const rtmpUrl = publishUrl(deps, gateway, room)
    const started = await client.start({ server, room, rtmpUrl, joinDomain: joinDomain(deps.config) })
    gatewayHandle = started.handle
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error
    logGateway(deps, run, "webinar gateway start failed", startedAt, error)
    if (error.retryable && !isOverdue(deps, livestream, STEP_DEADLINE_MS.gateway_starting)) {
      await disengage(deps, run, gateway)
      return RETRY_MS
    }
    return fail(deps, run, failureOf("gateway", error), error)
  }
  logGateway(deps, run, "webinar gateway start accepted", startedAt, null)
  return moveOn(deps, run, "waiting_for_picture", { gatewayHandle })
}

/** A start command may or may not have reached the gateway before we died: it isn't idempotent, so look first. */
async function resumeStart(deps: Deps, run: Run, gateway: GatewayRecord): Promise<Next> {
  const { client, server } = gatewayTarget(deps, gateway)
  const { state, handle } = await client
    .state({ server, room: run.livestream.roomKey, handle: run.livestream.gatewayHandle })
    .catch(onlyUpstream({ state: "unknown", handle: null } as const))
  if (state === "serving" || (await isStreamingUserThere(deps, run)))
    return moveOn(deps, run, "waiting_for_picture", { gatewayHandle: handle })
  const freed = await disengage(deps, run, gateway)
  if (freed || !isOverdue(deps, run.livestream, STEP_DEADLINE_MS.gateway_starting)) return SOON_MS
  return fail(deps, run, "gateway_unreachable", null)
}

async function awaitPicture(deps: Deps, run: Run): Promise<Next> {
  const { livestream, gateway } = run
  if (!gateway) return fail(deps, run, "no_gateway", null)
  const joined = livestream.gatewayJoinedAt !== null || (await isStreamingUserThere(deps, run))
  const picture = await lookAtPicture(deps, livestream, gateway)
  const now = deps.clock.now()
  const facts = {
    ...picture.seen,
    gatewayJoinedAt: joined ? (livestream.gatewayJoinedAt ?? now) : null,
    pictureAt: picture.playing ? (livestream.pictureAt ?? now) : null,
  }
  if (joined && picture.playing) {
    deps.log.info(
      { webinar: run.record.webinar.id, title: run.record.event.title, livestream: livestream.id },
      "webinar live",
    )
    return moveOn(deps, run, "live", { ...facts, liveAt: livestream.liveAt ?? now, interruptedAt: null })
  }
  if (isOverdue(deps, livestream, STEP_DEADLINE_MS.waiting_for_picture))
    return fail(deps, run, joined ? "no_picture" : "gateway_never_joined", null)
  await note(deps, run, facts)
  return SOON_MS
}

async function watch(deps: Deps, run: Run): Promise<Next> {
  if (await meetingIsGone(deps, run)) return null
  if (!run.gateway) return fail(deps, run, "no_gateway", null)
  const picture = await lookAtPicture(deps, run.livestream, run.gateway)
  if (!picture.playing)
    return moveOn(deps, run, "interrupted", { ...picture.seen, interruptedAt: deps.clock.now() })
  await note(deps, run, picture.seen)
  return WATCH_MS
}

async function recover(deps: Deps, run: Run): Promise<Next> {
  const { livestream, gateway } = run
  if (await meetingIsGone(deps, run)) return null
  if (!gateway) return fail(deps, run, "no_gateway", null)
  const picture = await lookAtPicture(deps, livestream, gateway)
  if (picture.playing) return moveOn(deps, run, "live", { ...picture.seen, interruptedAt: null })
  if (!isOverdue(deps, livestream, STEP_DEADLINE_MS.interrupted)) {
    await note(deps, run, picture.seen)
    return SOON_MS
  }
  if (livestream.automaticRestarts >= MAX_AUTOMATIC_RESTARTS) return fail(deps, run, "picture_lost", null)
  await disengage(deps, run, gateway)
  const automaticRestarts = livestream.automaticRestarts + 1
  return moveOn(deps, run, "gateway_starting", {
    automaticRestarts,
    gatewayJoinedAt: null,
    pictureAt: null,
    mediaSequence: null,
  })
}

async function stop(deps: Deps, run: Run): Promise<Next> {
  const { livestream, gateway } = run
  const freed = !livestream.gatewayEngaged || !gateway || (await disengage(deps, run, gateway))
  if (!freed && !isOverdue(deps, livestream, STEP_DEADLINE_MS.stopping)) return RETRY_MS
  await close(deps, run, freed)
  return null
}

async function close(deps: Deps, { livestream, record }: Run, freed: boolean) {
  const now = deps.clock.now()
  await write(deps.db, async (tx) => {
    const to = livestream.failure ? "failed" : "ended"
    const current = await findLivestream(tx, { id: livestream.id })
    if (current?.state !== "stopping") return
    const reason = freed ? null : "stop_not_confirmed"
    await move(tx, current, { to, now, reason, set: { endedAt: now, gatewayEngaged: !freed } })
    await updateEvent(tx, record.event.id, {})
    if (current.stopReason !== "restart") return
    const next = await chooseGateway(tx, record.webinar.id, now)
    if (!next) return
    await updateEvent(tx, record.event.id, { broadcasterId: next.broadcaster.id })
    await openLivestream(tx, {
      webinarId: record.webinar.id,
      gatewayId: next.gateway.id,
      requestedById: current.stoppedById,
      now,
      ...(current.liveAt || current.interruptedAt ? { interruptedAt: now } : {}),
    })
  })
  deps.log.info(
    {
      webinar: record.webinar.id,
      title: record.event.title,
      livestream: livestream.id,
      reason: livestream.stopReason,
      failure: livestream.failure,
      freed,
    },
    "webinar live ended",
  )
  await announceLive(deps, record.event, record.webinar.id)
}

/** true: the gateway says that it no longer serves the room. */
async function disengage(deps: Deps, run: Run, gateway: GatewayRecord): Promise<boolean> {
  const { client, server } = gatewayTarget(deps, gateway)
  const startedAt = Date.now()
  try {
    const { roomKey: room, gatewayHandle: handle } = run.livestream
    await client.stop({ server, room, handle })
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error
    logGateway(deps, run, "webinar gateway stop failed", startedAt, error)
    // Who refused the token at the start has started nothing, and refuses the stop for as long.
    if (error.reason !== "unauthorized" || run.livestream.failure !== "gateway_unauthorized") return false
    await note(deps, run, { gatewayEngaged: false })
    return true
  }
  logGateway(deps, run, "webinar gateway stopped", startedAt, null)
  await note(deps, run, { gatewayEngaged: false })
  return true
}

async function isStreamingUserThere(deps: Deps, { livestream, record }: Run) {
  const meeting = await deps.bbb.findMeeting(record.webinar.meetingId).catch(onlyUpstream(null))
  const userId = `${STREAMING_USER_PREFIX}${livestream.id}`
  return meeting?.attendees.some((attendee) => attendee.userId === userId) ?? false
}

/** BBB's callback may be lost or impossible: ask now and then. An unreachable BBB proves nothing. */
async function meetingIsGone(deps: Deps, run: Run) {
  const { livestream, record } = run
  const now = deps.clock.now()
  const checkedAt = livestream.meetingCheckedAt?.getTime() ?? 0
  if (now.getTime() - checkedAt < MEETING_WATCH_MS) return false
  await note(deps, run, { meetingCheckedAt: now })
  const meeting = await deps.bbb.findMeeting(record.webinar.meetingId).catch(onlyUpstream("unknown" as const))
  if (meeting !== null) return false
  await meetingEnded(deps, record)
  return true
}

async function moveOn(
  deps: Deps,
  run: Run,
  to: LivestreamRow["state"],
  set: Partial<LivestreamRow> = {},
): Promise<Next> {
  const now = deps.clock.now()
  await write(deps.db, async (tx) => {
    const moved = await move(tx, run.livestream, { to, now, set })
    if (!moved) return
    await updateEvent(tx, run.record.event.id, {})
    if (to === "meeting_ready") await hurryLane(tx, chatLane(run.record.event.id), now)
  })
  await announceLive(deps, run.record.event, run.record.webinar.id)
  return null
}

async function note(deps: Deps, { livestream, record }: Run, facts: Partial<LivestreamRow>) {
  const noted = await write(deps.db, (tx) => noteLivestream(tx, livestream.id, livestream.state, facts))
  const stepped =
    noted &&
    (isNew(livestream.gatewayJoinedAt, noted.gatewayJoinedAt) || isNew(livestream.pictureAt, noted.pictureAt))
  if (stepped) await announceLive(deps, record.event, record.webinar.id)
}

function isNew(before: Date | null, after: Date | null) {
  return before?.getTime() !== after?.getTime()
}

/** The gateway is told to stop whatever it may be doing before the livestream counts as failed. */
async function fail(deps: Deps, run: Run, failure: Failure, cause: unknown): Promise<Next> {
  const { livestream, record } = run
  const now = deps.clock.now()
  const set = { failure, failureDetail: cause ? messageOf(cause).slice(0, 500) : null }
  deps.log.error(
    { webinar: record.webinar.id, title: record.event.title, livestream: livestream.id, failure, err: cause },
    "webinar live failed",
  )
  await write(deps.db, async (tx) => {
    const current = await findLivestream(tx, { id: livestream.id })
    if (current?.state !== livestream.state) return
    if (current.gatewayEngaged) await beginStop(tx, current, { reason: "failure", actorId: null, now, set })
    else if (current.state === "requested" || current.state === "meeting_ready")
      await move(tx, current, { to: "failed", now, reason: failure, set: { ...set, endedAt: now } })
    else await beginStop(tx, current, { reason: "failure", actorId: null, now, set })
    await updateEvent(tx, record.event.id, {})
  })
  await announceLive(deps, record.event, record.webinar.id)
  return null
}

function failureOf(system: "bbb" | "gateway", error: UpstreamError): Failure {
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

function isOverdue(deps: Deps, livestream: LivestreamRow, deadlineMs: number) {
  return deps.clock.now().getTime() - livestream.stateAt.getTime() > deadlineMs
}

function onlyUpstream<T>(fallback: T) {
  return (error: unknown) => {
    if (error instanceof UpstreamError) return fallback
    throw error
  }
}

function logGateway(deps: Deps, run: Run, message: string, startedAt: number, error: UpstreamError | null) {
  const facts = {
    webinar: run.record.webinar.id,
    title: run.record.event.title,
    livestream: run.livestream.id,
    gateway: run.gateway?.gateway.name,
    durationMs: Date.now() - startedAt,
  }
  if (error) deps.log.warn({ ...facts, reason: error.reason, error: error.message }, message)
  else deps.log.info(facts, message)
}
