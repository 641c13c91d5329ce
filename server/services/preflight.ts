// The chain a live goes through, tried before it is needed: once by itself a quarter of an hour before, and on demand.
import { isIP } from "node:net"
import { write } from "#db/client.ts"
import { findGateway, findReservation, type GatewayRecord, listBusyGateways } from "#db/queries/gateways.ts"
import {
  claimPreflight,
  findWebinar,
  listUnchecked,
  updateWebinar,
  type WebinarRecord,
} from "#db/queries/webinars.ts"
import type { Deps } from "../deps.ts"
import type { Check, Preflight } from "../domain/health.ts"
import type { Actor } from "../domain/policy.ts"
import { UpstreamError } from "../errors.ts"
import { randomKey } from "../ids.ts"
import { enqueue } from "../jobs.ts"
import { webinarToControl } from "./access.ts"
import { announceControl } from "./announce.ts"
import { checkChat } from "./chat-check.ts"
import { hasWebhooks } from "./chat-inbound.ts"
import { chooseGateway, isInService } from "./gateway-choice.ts"
import { lookAtGateway, timed } from "./gateway-health.ts"
import { listReleasing } from "./releasing.ts"

const BEFORE_START_MS = 15 * 60_000
const TRIAL_KEY_LENGTH = 20

export async function preflight(
  deps: Deps,
  actor: Actor,
  { webinarId }: { webinarId: string },
): Promise<Preflight> {
  return check(deps, await webinarToControl(deps.db, actor, webinarId))
}

/** Once per planned start, whichever worker looks first. */
export async function orderPreflights(deps: Deps) {
  const now = deps.clock.now()
  const until = new Date(now.getTime() + BEFORE_START_MS)
  const due = await listUnchecked(deps.db, now, until)
  for (const { id: webinarId, startAt } of due) {
    await write(deps.db, async (tx) => {
      if (!(await claimPreflight(tx, webinarId, startAt))) return
      const lane = `preflight:${webinarId}`
      await enqueue(tx, "webinar.preflight", { webinarId }, { lane, runAt: now, dedupeKey: lane })
    })
  }
  if (due.length > 0) deps.wakeWorker()
}

export async function checkBeforeStart(deps: Deps, { webinarId }: { webinarId: string }) {
  const record = await findWebinar(deps.db, { id: webinarId })
  if (record?.webinar.isWebinar) await check(deps, record)
}

async function check(deps: Deps, record: WebinarRecord): Promise<Preflight> {
  const { webinar, event } = record
  const gateway = await expectedGateway(deps, record)
  const [bbb, chain, chat] = await Promise.all([
    checkMeetingServer(deps, record),
    gateway ? lookAtGateway(deps, gateway) : null,
    checkChat(deps, record, gateway),
  ])
  const checks: Check[] = [
    bbb,
    await checkReservation(deps, record),
    await checkGateway(deps, record, gateway),
    ...(chain?.checks ?? []),
    chat,
    await checkChatInbound(deps, record),
    { name: "callback", durationMs: null, ...callbackOutcome(deps.config.bbb) },
  ]
  const state = checks.some((each) => each.state === "failed") ? "failed" : "ok"
  const result: Preflight = { at: deps.clock.now(), state, checks }
  await write(deps.db, (tx) => updateWebinar(tx, webinar.id, { preflight: result }))
  const failed = checks.filter((each) => each.state === "failed").map((each) => each.finding)
  deps.log.info({ webinar: webinar.id, title: event.title, state, failed }, "webinar pre-flight check")
  await announceControl(deps, webinar.id)
  return result
}

async function expectedGateway(deps: Deps, { webinar }: WebinarRecord) {
  const reservation = await findReservation(deps.db, webinar.id)
  if (reservation) return findGateway(deps.db, reservation.gatewayId)
  return chooseGateway(deps.db, webinar.id, deps.clock.now())
}

/** A meeting of its own, opened and closed: the webinar's may only begin with its presenters. */
function checkMeetingServer(deps: Deps, { webinar, event }: WebinarRecord) {
  return timed("bbb", "bbb_ok", "bbb", async () => {
    const meetingId = `preflight-${randomKey(TRIAL_KEY_LENGTH)}`
    await deps.bbb.capabilities()
    await deps.bbb.createMeeting({
      meetingId,
      name: event.title,
      welcome: null,
      maxParticipants: webinar.maxParticipants,
      durationMinutes: 1,
      guestPolicy: "always_deny",
      record: { enabled: false, autoStart: false, allowStartStop: false },
      lock: webinar.lock,
      muteOnStart: true,
      webcamsOnlyForModerator: true,
      logoutUrl: null,
      endCallbackUrl: null,
      expireIfNoUserJoinedMinutes: 1,
      expireWhenLastUserLeftMinutes: 1,
      slides: [],
    })
    const found = await deps.bbb.findMeeting(meetingId)
    await deps.bbb.endMeeting(meetingId)
    if (!found) throw new UpstreamError("bbb", "bad_answer", "the trial meeting was not found")
  })
}

async function checkReservation(deps: Deps, { webinar, event }: WebinarRecord): Promise<Check> {
  const reservation = await findReservation(deps.db, webinar.id)
  const covers = reservation && reservation.fromAt <= event.startAt && reservation.toAt >= event.endAt
  const outcome = covers
    ? ({ state: "ok", finding: "reservation_ok" } as const)
    : ({ state: "failed", finding: reservation ? "reservation_short" : "reservation_missing" } as const)
  return { name: "reservation", ...outcome, durationMs: null }
}

async function checkGateway(
  deps: Deps,
  { webinar }: WebinarRecord,
  record: GatewayRecord | null,
): Promise<Check> {
  return { name: "gateway", ...(await gatewayOutcome(deps, webinar.id, record)), durationMs: null }
}

type Outcome = Pick<Check, "state" | "finding">

async function gatewayOutcome(deps: Deps, webinarId: string, record: GatewayRecord | null): Promise<Outcome> {
  if (!record) return { state: "failed", finding: "gateway_none" }
  if (!isInService(record.gateway)) return { state: "failed", finding: "gateway_out_of_service" }
  if ((await listReleasing(deps.db)).has(record.gateway.id))
    return { state: "failed", finding: "gateway_not_released" }
  const busy = (await listBusyGateways(deps.db)).find((other) => other.gatewayId === record.gateway.id)
  if (busy && busy.webinarId !== webinarId) return { state: "failed", finding: "gateway_busy" }
  return { state: "ok", finding: "gateway_ok" }
}

/** Listeners can do without: that it is missing stops nobody. */
async function checkChatInbound(deps: Deps, { webinar }: WebinarRecord): Promise<Check> {
  if (!webinar.enableChat)
    return { name: "chatInbound", state: "skipped", finding: "chat_off", durationMs: null }
  const startedAt = Date.now()
  const finding = await inboundFinding(deps)
  const state = finding === "chatInbound_ok" ? "ok" : "warned"
  return { name: "chatInbound", state, finding, durationMs: Date.now() - startedAt }
}

async function inboundFinding(deps: Deps) {
  if (!(await hasWebhooks(deps))) return "chatInbound_missing"
  return callbackOutcome(deps.config.bbb).state === "ok" ? "chatInbound_ok" : "chatInbound_unreachable"
}

/** BBB can't call back to an address that only this machine or this network knows; polling does it then, later. */
export function callbackOutcome({ apiUrl, callbackUrl }: { apiUrl: string; callbackUrl: string }): Outcome {
  const callback = reachOf(new URL(callbackUrl).hostname)
  const bbb = reachOf(new URL(apiUrl).hostname)
  if (callback === "here" && bbb !== "here") return { state: "failed", finding: "callback_local" }
  if (callback === "private" && bbb === "public") return { state: "failed", finding: "callback_private" }
  return { state: "ok", finding: "callback_ok" }
}

function reachOf(hostname: string): "here" | "private" | "public" {
  if (hostname === "localhost" || hostname === "[::1]" || /^127\./.test(hostname)) return "here"
  const isPrivate = isIP(hostname) === 4 && /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)/.test(hostname)
  return isPrivate || /^\[f[cd]/.test(hostname) ? "private" : "public"
}
