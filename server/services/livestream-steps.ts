// The life cycle, level-triggered: read the row, do at most one outside effect, store what came of it, look again later.
// A crash anywhere resumes from the row, and the same function is the watchdog.
import { type Tx, write } from "#db/client.ts"
import type { GatewayRecord } from "#db/queries/gateways.ts"
import type { HeldJob } from "#db/queries/jobs.ts"
import { type LivestreamRow, noteLivestream } from "#db/queries/livestreams.ts"
import { listGatewayIdsOfProxy } from "#db/queries/proxy-orders.ts"
import type { Deps } from "../deps.ts"
import { elapsed } from "../domain/elapsed.ts"
import { PROXY_TELLS_WITHIN_MS } from "../domain/gateway.ts"
import {
  type Failure,
  FORGIVEN_AFTER_MS,
  MAX_AUTOMATIC_RESTARTS,
  patienceMs,
  STEP_DEADLINE_MS,
} from "../domain/livestream.ts"
import { UpstreamError } from "../errors.ts"
import { enqueueAdvance } from "../jobs.ts"
import { failOver, failOverOrFail } from "./failover.ts"
import { disengage, stopOldRooms } from "./gateway-release.ts"
import { gatewayTarget, joinDomain, publishUrl } from "./gateway-target.ts"
import { DIED_AFTER_MS, hasDied, latenessOf } from "./joining.ts"
import { logCall, noteCall } from "./livestream-calls.ts"
import { keepTime } from "./livestream-clock.ts"
import { close, stop } from "./livestream-close.ts"
import {
  factsOf,
  fail,
  failureOf,
  findRun,
  isOurs,
  isOverdue,
  moveOn,
  type Next,
  note,
  onlyUpstream,
  type Run,
  tryMove,
} from "./livestream-run.ts"
import { ensureMeeting } from "./meetings.ts"
import { lookAtPicture } from "./picture.ts"
import { keepToPlan } from "./planned-end.ts"
import { isProxyTaken, noteGiven, noteRefused } from "./proxy-orders.ts"
import { isStreamingUserMissing, isStreamingUserThere, watchMeeting } from "./watchdog.ts"

const SOON_MS = 1_000
const RETRY_MS = 3_000
const WATCH_MS = 3_000
/** Waited for a gateway while another one is free; a proxy is busy for 30 s after each stop. */
const PATIENCE_MS = { unreachable: 10_000, busy: 35_000 }
/** A proxy's page in BBB's place is mostly a restart; that it is a wrong address is told soon enough. */
const BAD_ANSWER_PATIENCE_MS = 20_000

export async function advanceLivestream(deps: Deps, input: { livestreamId: string }, held?: HeldJob) {
  const found = await findRun(deps, input, held)
  if (!found) return
  const run = await keepTime(deps, found)
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
  if (state === "stopping") await close(deps, run, !run.livestream.gatewayEngaged)
  else await fail(deps, run, "internal", cause)
  deps.wakeWorker()
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
  const startedAt = Date.now()
  try {
    await ensureMeeting(deps, run.record)
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error
    await logCall(deps, run, { call: "meeting_create", startedAt, error })
    const patienceMs = patienceWithBbb(error)
    if (patienceMs > 0 && !isOverdue(deps, run.livestream, patienceMs)) return RETRY_MS
    return fail(deps, run, failureOf("bbb", error), error)
  }
  await logCall(deps, run, { call: "meeting_create", startedAt, error: null })
  return moveOn(deps, run, "meeting_ready", { meetingReadyAt: deps.clock.now() })
}

/** To create a meeting twice does no harm. */
function patienceWithBbb({ retryable, reason }: UpstreamError) {
  if (retryable) return STEP_DEADLINE_MS.requested
  return reason === "bad_answer" ? BAD_ANSWER_PATIENCE_MS : 0
}

async function startGateway(deps: Deps, run: Run): Promise<Next> {
  const { livestream, gateway } = run
  if (!gateway) return failOverOrFail(deps, run, "no_gateway", null)
  if (livestream.gatewayEngaged) return resumeStart(deps, run, gateway)
  const order = orderOf(deps, gateway, livestream.roomKey)
  if (!(await stopOldRooms(deps, gateway))) return tryAgain(deps, run, { cause: null, busy: false })
  const engaged = await write(deps.db, (tx) => engage(tx, deps.clock.now(), run, gateway))
  if (!engaged) return waitForTurn(deps, run, gateway)
  return callGateway(deps, { ...run, livestream: engaged }, order)
}

/** A proxy that somebody's order hangs at is as good as busy, however often it is declared. */
async function waitForTurn(deps: Deps, run: Run, { gateway }: GatewayRecord): Promise<Next> {
  if (!isOverdue(deps, run.livestream, PATIENCE_MS.busy)) return SOON_MS
  const ofProxy = await listGatewayIdsOfProxy(deps.db, gateway.sipmediagwUrl)
  return (await failOver(deps, run, "gateway_busy", ofProxy)) ? null : SOON_MS
}

/** null: the row has moved, or it isn't this start's turn. */
async function engage(tx: Tx, now: Date, { livestream, held }: Run, gateway: GatewayRecord) {
  if (!(await isOurs(tx, { held }))) return null
  if (await isProxyTaken(tx, now, gateway, livestream.id)) return null
  return noteLivestream(tx, livestream.id, "gateway_starting", {
    gatewayEngaged: true,
    gatewayOrderedAt: now,
    gatewayHandle: null,
    stopAnsweredAt: null,
    browserCameAt: null,
  })
}

/** Put together before the gateway counts as engaged: what can't be put together was never sent. */
function orderOf(deps: Deps, gateway: GatewayRecord, room: string) {
  const { client, server } = gatewayTarget(deps, gateway)
  const rtmpUrl = publishUrl(deps, gateway, room)
  return { client, input: { server, room, rtmpUrl, joinDomain: joinDomain(deps.config) } }
}

async function callGateway(
  deps: Deps,
  run: Run,
  { client, input }: ReturnType<typeof orderOf>,
): Promise<Next> {
  const startedAt = Date.now()
  let gatewayHandle: string | null
  try {
    gatewayHandle = (await client.start(input)).handle
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error
    await logCall(deps, run, { call: "gateway_start", startedAt, error })
    if (error.settled) await noteRefused(deps, run)
    if (!error.retryable) return failOverOrFail(deps, run, failureOf("gateway", error), error)
    return tryAgain(deps, run, { cause: error, busy: error.reason === "busy" })
  }
  await logCall(deps, run, { call: "gateway_start", startedAt, error: null })
  await noteGiven(deps, run, gatewayHandle)
  return moveOn(deps, run, "waiting_for_picture")
}

type Obstacle = { cause: UpstreamError | null; busy: boolean }

/** For a while the same gateway is asked again; then another one takes over; where there is none, patience is longer. */
async function tryAgain(deps: Deps, run: Run, { cause, busy }: Obstacle): Promise<Next> {
  const { livestream, gateway } = run
  const failure = cause ? failureOf("gateway", cause) : "gateway_unreachable"
  if (isOverdue(deps, livestream, STEP_DEADLINE_MS.gateway_starting))
    return failOverOrFail(deps, run, failure, cause)
  const impatient = isOverdue(deps, livestream, busy ? PATIENCE_MS.busy : PATIENCE_MS.unreachable)
  if (impatient && (await failOver(deps, run, failure))) return null
  const current = await findRun(deps, { livestreamId: livestream.id }, run.held)
  if (current?.livestream.gatewayEngaged && gateway) await disengage(deps, current, gateway)
  return RETRY_MS
}

/** A start command may or may not have reached the gateway before we died: it isn't idempotent, so look first. */
async function resumeStart(deps: Deps, run: Run, gateway: GatewayRecord): Promise<Next> {
  const { client, server } = gatewayTarget(deps, gateway)
  const { state, handle } = await client
    .state({ server, room: run.livestream.roomKey, handle: run.livestream.gatewayHandle })
    .catch(onlyUpstream({ state: "unknown", handle: null } as const))
  if (state === "serving" || (await isStreamingUserThere(deps, run))) {
    if (handle !== null && handle !== run.livestream.gatewayHandle) await noteGiven(deps, run, handle)
    return moveOn(deps, run, "waiting_for_picture")
  }
  if ((await disengage(deps, run, gateway)) === "freed") return SOON_MS
  if (isOverdue(deps, run.livestream, STEP_DEADLINE_MS.gateway_starting) && !mayYetShow(deps, run, gateway))
    return failOverOrFail(deps, run, "gateway_unreachable", null)
  const impatient = isOverdue(deps, run.livestream, PATIENCE_MS.unreachable)
  return impatient && (await failOver(deps, run, "gateway_unreachable")) ? null : SOON_MS
}

/** Where no other gateway is free, a proxy's lost start is worth the wait: it is found then, or begun again. */
function mayYetShow(deps: Deps, { livestream: { gatewayOrderedAt } }: Run, { gateway }: GatewayRecord) {
  if (gateway.dialect !== "proxy" || gatewayOrderedAt === null) return false
  return elapsed(deps.clock.now(), gatewayOrderedAt) <= PROXY_TELLS_WITHIN_MS
}

async function awaitPicture(deps: Deps, run: Run): Promise<Next> {
  const { livestream, gateway } = run
  if (await isOver(deps, run)) return null
  if (!gateway) return failOverOrFail(deps, run, "no_gateway", null)
  const [isThere, picture, died] = await Promise.all([
    isStreamingUserThere(deps, run),
    lookAtPicture(deps, run, gateway),
    hasDied(deps, run, gateway),
  ])
  const joined = livestream.gatewayJoinedAt !== null || isThere
  const now = deps.clock.now()
  const facts = {
    ...picture.seen,
    gatewayJoinedAt: joined ? (livestream.gatewayJoinedAt ?? now) : null,
    pictureAt: picture.playing ? (livestream.pictureAt ?? now) : null,
  }
  if (joined && picture.playing) return goLive(deps, run, facts)
  // Frames of this very run prove more than what the gateway says of itself.
  if (died && !picture.playing) {
    const { name: gatewayName } = gateway.gateway
    await noteCall(deps, livestream, { call: "gateway_state", outcome: "idle", gatewayName })
    if (await failOver(deps, run, "gateway_never_joined")) return null
    if (isOverdue(deps, livestream, patienceMs(DIED_AFTER_MS, livestream.automaticRestarts)))
      return restartGateway(deps, run, gateway, "gateway_never_joined")
  }
  const late = latenessOf({ ...livestream, ...facts }, gateway.gateway.dialect, joined, now)
  if (late?.isFinal) return failOverOrFail(deps, run, late.failure, null)
  if (late && (await failOver(deps, run, late.failure))) return null
  await note(deps, run, facts)
  return SOON_MS
}

async function goLive(deps: Deps, run: Run, facts: Partial<LivestreamRow>): Promise<Next> {
  const { liveAt, requestedAt } = run.livestream
  const now = deps.clock.now()
  if (!(await tryMove(deps, run, "live", { ...facts, liveAt: liveAt ?? now, interruptedAt: null })))
    return null
  deps.log.info(factsOf(run), "webinar live")
  if (!liveAt) deps.metrics.liveStarted("live", (now.getTime() - requestedAt.getTime()) / 1000)
  return null
}

async function watch(deps: Deps, run: Run): Promise<Next> {
  if (await keepToPlan(deps, run)) return null
  const verdict = await watchMeeting(deps, run)
  if (verdict === "over") return null
  if (!run.gateway) return failOverOrFail(deps, run, "no_gateway", null)
  const picture = await lookAtPicture(deps, run, run.gateway)
  if (!picture.playing || verdict === "streaming_user_gone")
    return moveOn(deps, run, "interrupted", { ...picture.seen, interruptedAt: deps.clock.now() })
  await note(deps, run, { ...picture.seen, ...forgiven(deps, run.livestream) })
  return WATCH_MS
}

/** A cut in minute five says nothing about one in hour four. */
function forgiven(deps: Deps, livestream: LivestreamRow): Partial<LivestreamRow> {
  const { automaticRestarts, failedGatewayIds, forgivenTurns } = livestream
  if (automaticRestarts === 0 && failedGatewayIds.length === 0) return {}
  if (!isOverdue(deps, livestream, FORGIVEN_AFTER_MS)) return {}
  return {
    automaticRestarts: 0,
    failedGatewayIds: [],
    forgivenTurns: forgivenTurns + failedGatewayIds.length,
  }
}

async function recover(deps: Deps, run: Run): Promise<Next> {
  const { livestream, gateway } = run
  if (await isOver(deps, run)) return null
  if (!gateway) return failOverOrFail(deps, run, "no_gateway", null)
  const picture = await lookAtPicture(deps, run, gateway)
  if (picture.playing && !(await isStreamingUserMissing(deps, run)))
    return moveOn(deps, run, "live", { ...picture.seen, interruptedAt: null })
  if (!isOverdue(deps, livestream, patienceMs(STEP_DEADLINE_MS.interrupted, livestream.automaticRestarts))) {
    await note(deps, run, picture.seen)
    return SOON_MS
  }
  return restartGateway(deps, run, gateway, "picture_lost")
}

/** A gateway that doesn't even answer to a stop is left to another one at once. */
async function restartGateway(deps: Deps, run: Run, gateway: GatewayRecord, failure: Failure): Promise<Next> {
  const { livestream } = run
  if (livestream.automaticRestarts >= MAX_AUTOMATIC_RESTARTS) return failOverOrFail(deps, run, failure, null)
  const outcome = await disengage(deps, run, gateway)
  if (outcome === "unconfirmed" && (await failOver(deps, run, "gateway_unreachable"))) return null
  return moveOn(deps, run, "gateway_starting", {
    automaticRestarts: livestream.automaticRestarts + 1,
    gatewayJoinedAt: null,
    pictureAt: null,
    mediaSequence: null,
    mediaAdvancedAt: null,
  })
}

async function isOver(deps: Deps, run: Run) {
  return (await keepToPlan(deps, run)) || (await watchMeeting(deps, run)) === "over"
}
