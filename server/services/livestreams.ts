// What presenters do with the live, and what they see of it. The steps themselves are in livestream-steps.ts.
import { type Tx, write } from "#db/client.ts"
import { updateEvent } from "#db/queries/events.ts"
import { findGateway, findReservation } from "#db/queries/gateways.ts"
import {
  findLatestLivestream,
  findOpenLivestream,
  type LivestreamRow,
  listLog,
  moveLivestream,
} from "#db/queries/livestreams.ts"
import { findWebinar, updateWebinar, type WebinarRecord } from "#db/queries/webinars.ts"
import type { Deps } from "../deps.ts"
import { Preflight } from "../domain/health.ts"
import { stepsOf } from "../domain/livestream.ts"
import type { Actor } from "../domain/policy.ts"
import { eventChannel, webinarChannel } from "../domain/signals.ts"
import type { ControlView } from "../domain/views.ts"
import { AppError, messageOf } from "../errors.ts"
import { webinarToControl } from "./access.ts"
import { announceLive } from "./announce.ts"
import { record as recordAct, webinarThing } from "./audit.ts"
import { chatInboundOf } from "./chat-inbound.ts"
import { chatRouteOf } from "./chat-route.ts"
import { chooseGateway, freeReservation, placeEvent, reserveFor } from "./gateway-choice.ts"
import { getLiveView, runOfThisPlan } from "./live-page.ts"
import { noteCallIn } from "./livestream-calls.ts"
import { beginStop, openLivestream } from "./livestream-moves.ts"
import { orderMeetingEnd } from "./meeting-end.ts"
import { orderHook } from "./meeting-hook-order.ts"
import { plannedEndOf } from "./planned-end.ts"

const LOG_LINES = 50
const NEWS_FOR_MS = 24 * 60 * 60_000
const BY_NO_PRESENTER = new Set<LivestreamRow["stopReason"]>(["admin", "planned_end", "promised"])

type Target = { webinarId: string }
type Answer = { livestreamId: string | null }

export async function startLive(deps: Deps, actor: Actor, { webinarId }: Target): Promise<Answer> {
  const record = await webinarToControl(deps.db, actor, webinarId)
  const facts = { webinar: webinarId, title: record.event.title, by: idOf(actor) }
  const livestream = await write(deps.db, async (tx) => {
    const current = await findWebinar(tx, { id: webinarId })
    if (!current?.webinar.isWebinar) throw new AppError("not_a_webinar", `${webinarId} is a plain meeting`)
    const now = deps.clock.now()
    await recordAct(tx, actor, { at: now, action: "live.started", thing: webinarThing(current) })
    return startIn(tx, current, idOf(actor), now)
  }).catch((error: unknown) => {
    const reason = error instanceof AppError ? error.code : "internal"
    deps.log.warn({ ...facts, reason, error: messageOf(error) }, "webinar start refused")
    throw error
  })
  deps.log.info({ ...facts, livestream: livestream.id }, "webinar start asked")
  await afterCommand(deps, record)
  return { livestreamId: livestream.id }
}

async function startIn(
  tx: Tx,
  record: WebinarRecord,
  actorId: string | null,
  now: Date,
): Promise<LivestreamRow> {
  await updateEvent(tx, record.event.id, { endedAt: null })
  const open = await findOpenLivestream(tx, record.webinar.id)
  if (open) {
    const outcome = open.state === "stopping" ? "after_stop" : "under_way"
    await noteCallIn(tx, open, { call: "start", outcome, actorId }, now)
    if (outcome === "under_way") return open
    const change = { state: "stopping", stopReason: "restart" } as const
    const restarting = await moveLivestream(tx, open.id, ["stopping"], change)
    if (restarting) return restarting
  }
  const chosen = await chooseGateway(tx, record.webinar.id, now)
  if (!chosen) throw new AppError("no_gateway", "every live gateway is taken")
  await placeEvent(tx, record.event, chosen.broadcaster)
  await reserveFor(tx, record.webinar.id, chosen.gateway.id, now)
  return openLivestream(tx, {
    webinarId: record.webinar.id,
    gatewayId: chosen.gateway.id,
    requestedById: actorId,
    now,
  })
}

/** Stops the picture only: the meeting goes on, and the live may be started again. */
export async function stopLive(deps: Deps, actor: Actor, { webinarId }: Target): Promise<Answer> {
  const record = await webinarToControl(deps.db, actor, webinarId)
  return stopWith(deps, record, "presenter", actor)
}

/** One more run of the picture as soon as the present one is down; without one, a start. */
export async function restartLive(deps: Deps, actor: Actor, { webinarId }: Target): Promise<Answer> {
  const record = await webinarToControl(deps.db, actor, webinarId)
  const open = await findOpenLivestream(deps.db, webinarId)
  if (!open || open.state === "stopping") return startLive(deps, actor, { webinarId })
  return stopWith(deps, record, "restart", actor)
}

async function stopWith(
  deps: Deps,
  record: WebinarRecord,
  reason: "presenter" | "restart",
  actor: Actor,
): Promise<Answer> {
  const now = deps.clock.now()
  const actorId = idOf(actor)
  const action = reason === "restart" ? "live.restarted" : "live.stopped"
  const livestream = await write(deps.db, async (tx) => {
    const open = await findOpenLivestream(tx, record.webinar.id)
    if (!open) return null
    const began = await beginStop(tx, open, { reason, actorId, now })
    const call = reason === "restart" ? "restart" : "stop"
    if (!began) await noteCallIn(tx, open, { call, outcome: "stopping_already", actorId }, now)
    await recordAct(tx, actor, { at: now, action, thing: webinarThing(record) })
    await updateEvent(tx, record.event.id, {})
    return open
  })
  deps.log.info(
    { webinar: record.webinar.id, title: record.event.title, reason, by: actorId },
    "webinar stop asked",
  )
  await afterCommand(deps, record)
  return { livestreamId: livestream?.id ?? null }
}

/** The live and the meeting, for everybody. */
export async function endEverything(deps: Deps, actor: Actor, { webinarId }: Target): Promise<Answer> {
  const record = await webinarToControl(deps.db, actor, webinarId)
  const now = deps.clock.now()
  const livestream = await write(deps.db, async (tx) => {
    const open = await findOpenLivestream(tx, webinarId)
    const actorId = idOf(actor)
    if (open && !(await beginStop(tx, open, { reason: "end_all", actorId, now })))
      await noteCallIn(tx, open, { call: "end_all", outcome: "stopping_already", actorId }, now)
    await updateEvent(tx, record.event.id, { endedAt: now })
    await giveBackGateway(tx, webinarId, now)
    await recordAct(tx, actor, { at: now, action: "live.ended", thing: webinarThing(record) })
    const { webinar } = (await findWebinar(tx, { id: webinarId })) ?? record
    await orderMeetingEnd(tx, webinarId, webinar.meetingEndingAt ?? webinar.meetingCreatedAt, now)
    return open
  })
  deps.log.info({ webinar: webinarId, title: record.event.title, by: idOf(actor) }, "webinar end asked")
  await afterCommand(deps, record)
  return { livestreamId: livestream?.id ?? null }
}

/** What is over needs no gateway any more; a rehearsal before its time keeps the one of the real day. */
async function giveBackGateway(tx: Tx, webinarId: string, now: Date) {
  const held = await findReservation(tx, webinarId)
  if (held && held.fromAt <= now) await freeReservation(tx, webinarId)
}

export async function setChat(deps: Deps, actor: Actor, input: { webinarId: string; enabled: boolean }) {
  const record = await webinarToControl(deps.db, actor, input.webinarId)
  const now = deps.clock.now()
  await write(deps.db, async (tx) => {
    await updateWebinar(tx, record.webinar.id, { enableChat: input.enabled, updatedAt: now })
    await orderHook(tx, record.webinar.id, now)
    await updateEvent(tx, record.event.id, {})
    const detail = { chat: input.enabled ? "on" : "off" }
    await recordAct(tx, actor, { at: now, action: "webinar.chat", thing: webinarThing(record), detail })
  })
  deps.log.info(
    { webinar: record.webinar.id, title: record.event.title, enabled: input.enabled, by: idOf(actor) },
    "webinar chat switched",
  )
  await afterCommand(deps, record)
}

async function afterCommand(deps: Deps, record: WebinarRecord) {
  deps.wakeWorker()
  await announceLive(deps, record.event, record.webinar.id)
}

function idOf(actor: Actor) {
  return actor.kind === "user" ? actor.id : null
}

export async function getControlView(deps: Deps, actor: Actor, { webinarId }: Target): Promise<ControlView> {
  const record = await webinarToControl(deps.db, actor, webinarId)
  const { webinar, event } = record
  const latest = await findLatestLivestream(deps.db, webinarId)
  const livestream = latest && isNews(latest, deps.clock.now()) ? latest : runOfThisPlan(event, latest)
  const reservation = await findReservation(deps.db, webinarId)
  const gateway = await gatewayNameOf(deps, livestream?.gatewayId ?? null)
  const chatRoute = await chatRouteOf(deps, livestream?.gatewayId ?? reservation?.gatewayId ?? null)
  const { publicUrl } = deps.config
  return {
    webinar: {
      id: webinar.id,
      title: event.title,
      startAt: event.startAt,
      endAt: event.endAt,
      isWebinar: webinar.isWebinar,
      enableChat: webinar.enableChat,
      chatInPicture: webinar.chatInPicture,
      isOwner: actor.kind === "user" && actor.id === event.ownerId,
    },
    event: {
      id: event.id,
      slug: event.slug,
      url: `${publicUrl}/events/${event.slug}`,
      channel: eventChannel(event),
      listeners: event.listeners,
      listenersPeak: event.listenersPeak,
    },
    live: await getLiveView(deps, actor, { slug: event.slug }),
    livestream: livestream && {
      id: livestream.id,
      state: livestream.state,
      stateAt: livestream.stateAt,
      requestedAt: livestream.requestedAt,
      liveAt: livestream.liveAt,
      stopReason: livestream.stopReason,
      failure: livestream.failure,
      gatewayName: gateway,
      automaticRestarts: livestream.automaticRestarts,
    },
    steps: stepsOf(livestream),
    meeting: { running: webinar.meetingCreatedAt !== null, createdAt: webinar.meetingCreatedAt },
    gatewayName: await gatewayNameOf(deps, reservation?.gatewayId ?? null),
    chatRoute,
    chatInbound: await chatInboundOf(deps, record, chatRoute),
    joinUrl: `${publicUrl}/join/${webinar.joinKey}`,
    log: latest ? await listLog(deps.db, latest.id, LOG_LINES) : [],
    plannedEnd: await plannedEndOf(deps, record, livestream),
    preflight: webinar.preflight && Preflight.parse(webinar.preflight),
    channel: webinarChannel(webinar.id),
    serverNow: deps.clock.now(),
  }
}

/** What has to be mended, or talked over with an administrator, is told whatever the day it is of. */
function isNews({ state, stopReason, endedAt }: LivestreamRow, now: Date) {
  const isTold = state === "failed" || (state === "ended" && BY_NO_PRESENTER.has(stopReason))
  return isTold && endedAt !== null && now.getTime() - endedAt.getTime() < NEWS_FOR_MS
}

async function gatewayNameOf(deps: Deps, gatewayId: string | null) {
  const record = gatewayId ? await findGateway(deps.db, gatewayId) : null
  return record?.gateway.name ?? null
}
