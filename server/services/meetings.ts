// The BBB session of a webinar: made when it is needed, watched, ended.
import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { write } from "#db/client.ts"
import { hurryLane } from "#db/queries/chat.ts"
import { updateEvent } from "#db/queries/events.ts"
import { findLivestream, findOpenLivestream, type LivestreamRow } from "#db/queries/livestreams.ts"
import { findSlides, findWebinar, updateWebinar, type WebinarRecord } from "#db/queries/webinars.ts"
import type { CreateMeeting, MeetingHandle } from "../clients/contracts.ts"
import type { Deps } from "../deps.ts"
import type { Actor } from "../domain/policy.ts"
import type { Participant } from "../domain/views.ts"
import { AppError } from "../errors.ts"
import { enqueue } from "../jobs.ts"
import { requireUser, webinarToControl } from "./access.ts"
import { announceLive } from "./announce.ts"
import { chatLane } from "./chat-lane.ts"
import { beginStop } from "./livestream-moves.ts"
import { orderHook } from "./meeting-hook-order.ts"

/** A scheduled webinar's meeting must survive an empty room before its start and a presenter's lost connection. */
const EXPIRE_NOBODY_JOINED_MINUTES = 60
const EXPIRE_EMPTY_MINUTES = 10
/** BBB fetches bigger files itself; smaller ones travel in the call, which works behind any firewall. */
const INLINE_SLIDES_MAX_BYTES = 1_000_000
const CHECK_DELAY_MS = 2_000
const CHECKS_AFTER_CALLBACK = 10

export const STREAMING_USER_PREFIX = "stream-"
export const STREAMING_USER_NAME = "Amphi live"

/** Another gateway's browser is another user: the old one may still sit in the meeting. */
export function streamingUserId({ id, failedGatewayIds }: Pick<LivestreamRow, "id" | "failedGatewayIds">) {
  const turn = failedGatewayIds.length
  return `${STREAMING_USER_PREFIX}${id}${turn > 0 ? `-${turn}` : ""}`
}

export async function enterMeeting(deps: Deps, actor: Actor, input: { webinarId: string; locale: string }) {
  const user = requireUser(actor)
  const record = await webinarToControl(deps.db, actor, input.webinarId)
  const meeting = await ensureMeeting(deps, record)
  return deps.bbb.joinUrl({
    kind: "person",
    locale: input.locale,
    meetingId: record.webinar.meetingId,
    name: user.name,
    role: "moderator",
    userId: user.id,
    createdAt: meeting.createdAt,
    logoutUrl: `${deps.config.publicUrl}/webinars/${record.webinar.id}`,
    errorRedirectUrl: `${deps.config.publicUrl}/webinars/${record.webinar.id}`,
  })
}

/** Creates the meeting or finds it running; BBB's create is idempotent. */
export async function ensureMeeting(deps: Deps, record: WebinarRecord): Promise<MeetingHandle> {
  const startedAt = Date.now()
  const handle = await deps.bbb.createMeeting(await meetingOf(deps, record))
  const known = record.webinar.meetingCreatedAt?.getTime()
  if (known === handle.createdAt.getTime()) return handle
  const now = deps.clock.now()
  await write(deps.db, async (tx) => {
    await updateWebinar(tx, record.webinar.id, { meetingCreatedAt: handle.createdAt, meetingRunning: true })
    await hurryLane(tx, chatLane(record.event.id), now)
    await orderHook(tx, record.webinar.id, now)
    const open = known === undefined ? null : await findOpenLivestream(tx, record.webinar.id)
    // The streaming user sits in the meeting that is gone, and would show its last page on and on.
    if (open?.gatewayJoinedAt && open.state !== "stopping")
      await beginStop(tx, open, { reason: "meeting_ended", actorId: null, now })
    await updateEvent(tx, record.event.id, {})
  })
  await announceLive(deps, record.event, record.webinar.id)
  deps.wakeWorker()
  deps.log.info(
    {
      webinar: record.webinar.id,
      title: record.event.title,
      created: handle.created,
      durationMs: Date.now() - startedAt,
    },
    "webinar meeting ready",
  )
  return handle
}

async function meetingOf(deps: Deps, { webinar, event }: WebinarRecord): Promise<CreateMeeting> {
  const callback = `${deps.config.bbb.callbackUrl}/api/bbb/ended/${webinar.callbackKey}`
  return {
    meetingId: webinar.meetingId,
    name: event.title,
    welcome: webinar.welcomeText || null,
    maxParticipants: webinar.maxParticipants,
    durationMinutes: 0,
    // The streaming user must not wait in a lobby.
    guestPolicy: webinar.isWebinar ? "always_accept" : webinar.guestPolicy,
    record: webinar.record,
    lock: webinar.lock,
    muteOnStart: webinar.isWebinar,
    webcamsOnlyForModerator: false,
    logoutUrl: deps.config.publicUrl,
    endCallbackUrl: callback,
    expireIfNoUserJoinedMinutes: EXPIRE_NOBODY_JOINED_MINUTES,
    expireWhenLastUserLeftMinutes: EXPIRE_EMPTY_MINUTES,
    slides: await slidesOf(deps, webinar.id),
  }
}

async function slidesOf(deps: Deps, webinarId: string): Promise<CreateMeeting["slides"]> {
  const slides = await findSlides(deps.db, { webinarId })
  if (!slides) return []
  if (slides.sizeBytes > INLINE_SLIDES_MAX_BYTES) {
    const url = `${deps.config.bbb.callbackUrl}/api/slides/${slides.fetchKey}/${encodeURIComponent(slides.filename)}`
    return [{ name: slides.filename, content: { url } }]
  }
  return [{ name: slides.filename, content: { bytes: await readFile(slidesPath(deps, slides.id)) } }]
}

export function slidesPath(deps: Deps, slidesId: string) {
  return join(deps.config.dataDir, "slides", slidesId)
}

export async function readSlides(deps: Deps, input: { fetchKey: string }) {
  const slides = await findSlides(deps.db, input)
  if (!slides) throw new AppError("not_found", "no such slides")
  return { filename: slides.filename, bytes: await readFile(slidesPath(deps, slides.id)) }
}

export async function listParticipants(
  deps: Deps,
  actor: Actor,
  input: { webinarId: string },
): Promise<Participant[]> {
  const { webinar } = await webinarToControl(deps.db, actor, input.webinarId)
  if (!webinar.meetingCreatedAt) return []
  const meeting = await deps.bbb.findMeeting(webinar.meetingId)
  if (!meeting) return []
  return meeting.attendees.map(({ userId, name, role }) => ({
    userId,
    name,
    role,
    isStreamingUser: userId.startsWith(STREAMING_USER_PREFIX),
  }))
}

/** BBB's end callback is unsigned and may lie: it only makes us look. */
export async function meetingMayHaveEnded(deps: Deps, input: { callbackKey: string }) {
  const record = await findWebinar(deps.db, input)
  if (!record) throw new AppError("not_found", "unknown callback")
  await write(deps.db, (tx) => enqueueCheck(tx, record.webinar.id, deps.clock.now(), CHECKS_AFTER_CALLBACK))
  deps.wakeWorker()
}

async function enqueueCheck(
  tx: Parameters<typeof enqueue>[0],
  webinarId: string,
  runAt: Date,
  checksLeft: number,
) {
  const lane = `meeting:${webinarId}`
  await enqueue(
    tx,
    "meeting.check",
    { webinarId, checksLeft },
    { lane, runAt, dedupeKey: `check:${webinarId}` },
  )
}

/** The callback comes just before the meeting is gone: look a few times. */
export async function checkMeeting(deps: Deps, input: { webinarId: string; checksLeft: number }) {
  const record = await findWebinar(deps.db, { id: input.webinarId })
  if (!record?.webinar.meetingCreatedAt) return
  const meeting = await deps.bbb.findMeeting(record.webinar.meetingId)
  const same = meeting?.createdAt.getTime() === record.webinar.meetingCreatedAt.getTime()
  if (!meeting || !same) return meetingEnded(deps, record)
  if (input.checksLeft <= 0) return
  const runAt = new Date(deps.clock.now().getTime() + CHECK_DELAY_MS)
  await write(deps.db, (tx) => enqueueCheck(tx, record.webinar.id, runAt, input.checksLeft - 1))
}

/** The meeting is gone, whoever ended it: the live goes with it. */
export async function meetingEnded(deps: Deps, record: WebinarRecord) {
  const now = deps.clock.now()
  await write(deps.db, async (tx) => {
    await updateWebinar(tx, record.webinar.id, { meetingCreatedAt: null, meetingRunning: false })
    await orderHook(tx, record.webinar.id, now)
    const open = await findOpenLivestream(tx, record.webinar.id)
    if (open) await beginStop(tx, open, { reason: "meeting_ended", actorId: null, now })
    await updateEvent(tx, record.event.id, open ? { endedAt: record.event.endedAt ?? now } : {})
  })
  deps.wakeWorker()
  deps.log.info({ webinar: record.webinar.id, title: record.event.title }, "webinar meeting ended")
  await announceLive(deps, record.event, record.webinar.id)
}

export async function endMeeting(deps: Deps, input: { webinarId: string }) {
  const record = await findWebinar(deps.db, { id: input.webinarId })
  // An end that had to wait for BBB is called off by a start in between.
  if (!record?.event.endedAt) return
  const startedAt = Date.now()
  await deps.bbb.endMeeting(record.webinar.meetingId)
  await write(deps.db, async (tx) => {
    await updateWebinar(tx, record.webinar.id, { meetingCreatedAt: null, meetingRunning: false })
    await orderHook(tx, record.webinar.id, deps.clock.now())
  })
  deps.wakeWorker()
  deps.log.info(
    { webinar: record.webinar.id, title: record.event.title, durationMs: Date.now() - startedAt },
    "webinar meeting ended for everybody",
  )
  await announceLive(deps, record.event, record.webinar.id)
}

/** The join address for the streaming user of one livestream: it makes the clean picture. */
export async function streamingUserUrl(deps: Deps, input: { roomKey: string }) {
  const livestream = await findLivestream(deps.db, input)
  const record = livestream && (await findWebinar(deps.db, { id: livestream.webinarId }))
  if (!livestream || !record) throw new AppError("not_found", "unknown room")
  if (!isRunningState(livestream.state)) throw new AppError("conflict", "this livestream is over")
  return deps.bbb.joinUrl({
    kind: "streaming_user",
    showChat: record.webinar.chatInPicture,
    meetingId: record.webinar.meetingId,
    name: STREAMING_USER_NAME,
    role: "viewer",
    userId: streamingUserId(livestream),
    createdAt: record.webinar.meetingCreatedAt,
  })
}

function isRunningState(state: string) {
  return state !== "stopping" && state !== "ended" && state !== "failed"
}
