// The BBB session of a webinar: made when it is needed, and entered.
import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { type Tx, write } from "#db/client.ts"
import { hurryLane } from "#db/queries/chat.ts"
import { updateEvent } from "#db/queries/events.ts"
import {
  findLivestream,
  findOpenLivestream,
  type LivestreamRow,
  noteLivestream,
} from "#db/queries/livestreams.ts"
import { findSlides, findWebinar, updateWebinar, type WebinarRecord } from "#db/queries/webinars.ts"
import type { CreateMeeting, MeetingHandle } from "../clients/contracts.ts"
import type { Deps } from "../deps.ts"
import type { Actor, UserActor } from "../domain/policy.ts"
import type { Participant } from "../domain/views.ts"
import { AppError, UpstreamError } from "../errors.ts"
import { requireUser, webinarToControl } from "./access.ts"
import { announceLive } from "./announce.ts"
import { record as recordAct, webinarThing } from "./audit.ts"
import { chatLane } from "./chat-lane.ts"
import { beginStop } from "./livestream-moves.ts"
import { isSameMoment, orderMeetingEnd } from "./meeting-end.ts"
import { orderHook } from "./meeting-hook-order.ts"

/** A scheduled webinar's meeting must survive an empty room before its start and a presenter's lost connection. */
const EXPIRE_NOBODY_JOINED_MINUTES = 60
const EXPIRE_EMPTY_MINUTES = 10
/** BBB fetches bigger files itself; smaller ones travel in the call, which works behind any firewall. */
const INLINE_SLIDES_MAX_BYTES = 1_000_000

const STILL_ENDING = "still_ending"

export const STREAMING_USER_PREFIX = "stream-"
export const STREAMING_USER_NAME = "Amphi live"

/** Another gateway's browser is another user: the old one may still sit in the meeting. */
export function streamingUserId({
  id,
  failedGatewayIds,
  forgivenTurns,
}: Pick<LivestreamRow, "id" | "failedGatewayIds" | "forgivenTurns">) {
  const turn = forgivenTurns + failedGatewayIds.length
  return `${STREAMING_USER_PREFIX}${id}${turn > 0 ? `-${turn}` : ""}`
}

export async function enterMeeting(deps: Deps, actor: Actor, input: { webinarId: string; locale: string }) {
  const user = requireUser(actor)
  const record = await webinarToControl(deps.db, actor, input.webinarId)
  const startedAt = Date.now()
  const meeting = await ensureMeeting(deps, record).catch((error: unknown) => {
    const facts = { webinar: record.webinar.id, title: record.event.title, by: user.id }
    deps.log.warn({ ...facts, durationMs: Date.now() - startedAt, err: error }, "webinar meeting not entered")
    if (!(error instanceof UpstreamError) || error.code !== STILL_ENDING) throw error
    throw new AppError("conflict", error.message, { cause: error })
  })
  await keepEntry(deps, user, record, meeting)
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

/** Of a moderator, before they have the address: in the meeting they can do everything. */
export async function keepEntry(
  deps: Deps,
  user: UserActor,
  record: WebinarRecord,
  { created }: { /** By this entry. */ created: boolean },
) {
  await write(deps.db, (tx) =>
    recordAct(tx, user, {
      at: deps.clock.now(),
      action: "meeting.entered",
      thing: webinarThing(record),
      detail: created ? { meeting: "created" } : {},
    }),
  )
  const { webinar, event } = record
  deps.log.info(
    { webinar: webinar.id, title: event.title, by: user.id, created },
    "webinar meeting entered by a moderator",
  )
}

/**
 * Creates the meeting or finds it running; BBB's create is idempotent. One that was ordered to end is neither: until it
 * is gone, BBB would answer with it, and whoever entered would go with it. Retryable meanwhile.
 */
export async function ensureMeeting(deps: Deps, before: WebinarRecord): Promise<MeetingHandle> {
  const record = await findWebinar(deps.db, { id: before.webinar.id })
  if (!record) throw new AppError("not_found", "no such webinar")
  if (record.webinar.meetingEndingAt) {
    // A BBB that refuses us altogether won't end it either: that is what has to be told.
    await deps.bbb.findMeeting(record.webinar.meetingId)
    throw stillEnding()
  }
  const startedAt = Date.now()
  const handle = await deps.bbb.createMeeting(await meetingOf(deps, record))
  const now = deps.clock.now()
  const kept = await write(deps.db, (tx) => keepMeeting(tx, record, handle, now))
  if (kept === "ending") {
    deps.wakeWorker()
    throw stillEnding()
  }
  if (kept === "known") return handle
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

async function keepMeeting(tx: Tx, before: WebinarRecord, { createdAt }: MeetingHandle, now: Date) {
  const webinarId = before.webinar.id
  const current = await findWebinar(tx, { id: webinarId })
  if (!current) throw new AppError("not_found", "the webinar was deleted meanwhile")
  const { webinar, event } = current
  if (isSameMoment(webinar.meetingEndingAt, createdAt)) return "ending"
  // Everything was ended while it was being made.
  if (event.endedAt && !isSameMoment(event.endedAt, before.event.endedAt)) {
    await orderMeetingEnd(tx, webinarId, createdAt, now)
    return "ending"
  }
  const known = webinar.meetingCreatedAt
  if (isSameMoment(known, createdAt)) return "known"
  await updateWebinar(tx, webinarId, { meetingCreatedAt: createdAt, meetingRunning: true })
  await hurryLane(tx, chatLane(event.id), now)
  await orderHook(tx, webinarId, now)
  const open = known ? await findOpenLivestream(tx, webinarId) : null
  // The streaming user sits in the meeting that is gone, and would show its last page on and on.
  if (open?.gatewayJoinedAt && open.state !== "stopping")
    await beginStop(tx, open, { reason: "meeting_ended", actorId: null, now })
  await updateEvent(tx, event.id, {})
  return "new"
}

function stillEnding() {
  return new UpstreamError("bbb", "busy", "the meeting before is still ending", { code: STILL_ENDING })
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

/** The join address for the streaming user of one livestream: it makes the clean picture. */
export async function streamingUserUrl(deps: Deps, input: { roomKey: string }) {
  const livestream = await findLivestream(deps.db, input)
  const record = livestream && (await findWebinar(deps.db, { id: livestream.webinarId }))
  if (!livestream || !record) throw new AppError("not_found", "unknown room")
  const { id, state, browserCameAt } = livestream
  if (!isRunningState(state)) throw new AppError("conflict", "this livestream is over")
  if (!browserCameAt)
    await write(deps.db, (tx) => noteLivestream(tx, id, state, { browserCameAt: deps.clock.now() }))
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
