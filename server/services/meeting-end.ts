// The end of a meeting, ordered by us or noticed. A meeting is known by the moment of its creation: BBB gives the next
// one the same id, and whatever is still under way about the old one must leave that alone.
import { type Tx, write } from "#db/client.ts"
import { updateEvent } from "#db/queries/events.ts"
import { findOpenLivestream } from "#db/queries/livestreams.ts"
import { findWebinar, updateWebinar, type WebinarRecord } from "#db/queries/webinars.ts"
import type { Deps } from "../deps.ts"
import { AppError, UpstreamError } from "../errors.ts"
import { enqueue, enqueueAdvance, type JobPayload } from "../jobs.ts"
import { announceLive } from "./announce.ts"
import { beginStop } from "./livestream-moves.ts"
import { orderHook } from "./meeting-hook-order.ts"

const CHECK_DELAY_MS = 2_000
const CHECKS_AFTER_CALLBACK = 10
const GONE = { meetingCreatedAt: null, meetingRunning: false }

/** BBB's end callback is unsigned and may lie: it only makes us look. */
export async function meetingMayHaveEnded(deps: Deps, input: { callbackKey: string }) {
  const record = await findWebinar(deps.db, input)
  if (!record) throw new AppError("not_found", "unknown callback")
  await write(deps.db, (tx) => enqueueCheck(tx, record.webinar.id, deps.clock.now(), CHECKS_AFTER_CALLBACK))
  deps.wakeWorker()
}

async function enqueueCheck(tx: Tx, webinarId: string, runAt: Date, checksLeft: number) {
  const lane = laneOf(webinarId)
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
  if (!meeting || !isSameMoment(meeting.createdAt, record.webinar.meetingCreatedAt)) {
    await meetingEnded(deps, record)
    return
  }
  if (input.checksLeft <= 0) return
  const runAt = new Date(deps.clock.now().getTime() + CHECK_DELAY_MS)
  await write(deps.db, (tx) => enqueueCheck(tx, record.webinar.id, runAt, input.checksLeft - 1))
}

/** The meeting of this record is gone, whoever ended it: the live goes with it. false: that was known, or another one runs. */
export async function meetingEnded(deps: Deps, { webinar, event }: WebinarRecord): Promise<boolean> {
  const now = deps.clock.now()
  const isNews = await write(deps.db, async (tx) => {
    const current = await findWebinar(tx, { id: webinar.id })
    if (!current || !isSameMoment(current.webinar.meetingCreatedAt, webinar.meetingCreatedAt)) return false
    await updateWebinar(tx, webinar.id, GONE)
    await orderHook(tx, webinar.id, now)
    await updateEvent(tx, event.id, {})
    // We ended it and its live ourselves; a live that was asked for since waits for the next meeting.
    const { meetingEndingAt } = current.webinar
    if (meetingEndingAt && isSameMoment(meetingEndingAt, webinar.meetingCreatedAt)) return false
    const open = await findOpenLivestream(tx, webinar.id)
    if (!open) return true
    await beginStop(tx, open, { reason: "meeting_ended", actorId: null, now })
    await updateEvent(tx, event.id, { endedAt: current.event.endedAt ?? now })
    return true
  })
  if (!isNews) return false
  deps.wakeWorker()
  deps.log.info({ webinar: webinar.id, title: event.title }, "webinar meeting ended")
  await announceLive(deps, event, webinar.id)
  return true
}

/** From now on until it is gone no meeting is made for this webinar. `createdAt` is null where none is known. */
export async function orderMeetingEnd(tx: Tx, webinarId: string, createdAt: Date | null, now: Date) {
  if (createdAt) await updateWebinar(tx, webinarId, { meetingEndingAt: createdAt })
  const lane = laneOf(webinarId)
  const meetingId = (await findWebinar(tx, { id: webinarId }))?.webinar.meetingId
  const order = { lane, runAt: now, dedupeKey: `end:${webinarId}` }
  await enqueue(tx, "meeting.end", { webinarId, meetingId }, order)
}

/** Throws a retryable UpstreamError until BBB no longer has the meeting: it ends some time after its "yes". */
export async function endMeeting(deps: Deps, input: JobPayload<"meeting.end">) {
  const record = await findWebinar(deps.db, { id: input.webinarId })
  if (!record) return input.meetingId ? endOrphan(deps, input.meetingId) : undefined
  const { webinar, event } = record
  const startedAt = Date.now()
  const found = await deps.bbb.findMeeting(webinar.meetingId)
  const endingAt = webinar.meetingEndingAt ?? (found && (await condemn(deps, webinar.id, found.createdAt)))
  if (!endingAt) return
  if (found && isSameMoment(found.createdAt, endingAt)) {
    await deps.bbb.endMeeting(webinar.meetingId)
    await write(deps.db, (tx) => forget(tx, webinar.id, { endingAt, isGone: false, now: deps.clock.now() }))
    await announceLive(deps, event, webinar.id)
    const left = await deps.bbb.findMeeting(webinar.meetingId)
    if (left && isSameMoment(left.createdAt, endingAt)) throw stillEnding()
  }
  await write(deps.db, async (tx) => {
    const now = deps.clock.now()
    await forget(tx, webinar.id, { endingAt, isGone: true, now })
    const waiting = await findOpenLivestream(tx, webinar.id)
    if (waiting) await enqueueAdvance(tx, waiting.id, now)
  })
  deps.wakeWorker()
  const durationMs = Date.now() - startedAt
  deps.log.info(
    { webinar: webinar.id, title: event.title, durationMs },
    "webinar meeting ended for everybody",
  )
}

/** Its webinar is deleted: nobody makes another meeting of that name, so whichever is found is the one. */
async function endOrphan(deps: Deps, meetingId: string) {
  if (!(await deps.bbb.findMeeting(meetingId))) return
  await deps.bbb.endMeeting(meetingId)
  if (await deps.bbb.findMeeting(meetingId)) throw stillEnding()
  deps.log.info({ meeting: meetingId }, "meeting of a deleted webinar ended for everybody")
}

function stillEnding() {
  return new UpstreamError("bbb", "busy", "the meeting is still ending")
}

/** A meeting that we knew nothing of. A start since the order has called it off. */
async function condemn(deps: Deps, webinarId: string, createdAt: Date): Promise<Date | null> {
  return write(deps.db, async (tx) => {
    const current = await findWebinar(tx, { id: webinarId })
    if (!current?.event.endedAt) return null
    await updateWebinar(tx, webinarId, { meetingEndingAt: createdAt })
    return createdAt
  })
}

type Forgetting = { endingAt: Date; isGone: boolean; now: Date }

async function forget(tx: Tx, webinarId: string, { endingAt, isGone, now }: Forgetting) {
  const current = await findWebinar(tx, { id: webinarId })
  if (!current) return
  if (isSameMoment(current.webinar.meetingCreatedAt, endingAt)) {
    await updateWebinar(tx, webinarId, GONE)
    await orderHook(tx, webinarId, now)
  }
  if (isGone && isSameMoment(current.webinar.meetingEndingAt, endingAt))
    await updateWebinar(tx, webinarId, { meetingEndingAt: null })
}

/** BBB can't be brought to end it: the next start finds it running, rather than none at all. */
export async function giveUpMeetingEnd(deps: Deps, input: { webinarId: string }) {
  await write(deps.db, (tx) => updateWebinar(tx, input.webinarId, { meetingEndingAt: null }))
}

/** Somebody who enters, or a message, stays in it. */
export function isMeetingOpen({ meetingCreatedAt, meetingEndingAt }: WebinarRecord["webinar"]) {
  return meetingCreatedAt !== null && meetingEndingAt === null
}

export function isSameMoment(one: Date | null, other: Date | null) {
  return one?.getTime() === other?.getTime()
}

function laneOf(webinarId: string) {
  return `meeting:${webinarId}`
}
