// The planned end: presenters are warned, may go on in one click, and are cut only when somebody else needs the gateway
// and no other is free, or nobody is left in the meeting.
import { type Reader, type Tx, write } from "#db/client.ts"
import { updateEvent } from "#db/queries/events.ts"
import { listOverlapping, putReservation } from "#db/queries/gateways.ts"
import { findLivestream, findOpenLivestream, type LivestreamRow } from "#db/queries/livestreams.ts"
import { claimEndWarning, findWebinar, type WebinarRecord } from "#db/queries/webinars.ts"
import type { MeetingInfo } from "../clients/contracts.ts"
import type { Deps } from "../deps.ts"
import { reservationSpan } from "../domain/gateway.ts"
import type { Actor } from "../domain/policy.ts"
import type { PlannedEnd } from "../domain/views.ts"
import { DURATION_STEP_MINUTES, EXTENSIONS, type Extension } from "../domain/webinar.ts"
import { AppError } from "../errors.ts"
import { webinarToControl } from "./access.ts"
import { announceControl, announceLive } from "./announce.ts"
import { record as recordAct, webinarThing } from "./audit.ts"
import { isForNow } from "./gateway-choice.ts"
import { noteIncident } from "./incidents.ts"
import { beginStop } from "./livestream-moves.ts"
import type { Run } from "./livestream-run.ts"
import { makeWay, neededFrom } from "./making-way.ts"
import { STREAMING_USER_PREFIX } from "./meetings.ts"

const WARN_MS = 5 * 60_000
const SHOWN_AHEAD_MS = 15 * 60_000
const EMPTY_AFTER_MS = 10 * 60_000
const MINUTE_MS = 60_000

/** true: the live is being stopped or goes on elsewhere, because its gateway is promised to somebody else from now on. */
export async function keepToPlan(deps: Deps, run: Run): Promise<boolean> {
  const now = deps.clock.now()
  const { event } = run.record
  const neededAt = await neededFrom(deps.db, run.livestream, now, WARN_MS)
  const isNeedNext = neededAt !== null && (now > event.endAt || neededAt < event.endAt)
  await warnOf(deps, run.record, isNeedNext ? neededAt : event.endAt)
  if (!neededAt || now < neededAt) return false
  if (await makeWay(deps, run)) return true
  return stopWhere(deps, run, now > event.endAt ? "planned_end" : "promised", async (tx) => {
    const current = await findLivestream(tx, { id: run.livestream.id })
    return current !== null && (await neededFrom(tx, current, now, 0)) !== null
  })
}

/** Once for each end, whoever looks first. */
async function warnOf(deps: Deps, { webinar, event }: WebinarRecord, endAt: Date) {
  if (deps.clock.now().getTime() < endAt.getTime() - WARN_MS) return
  if (webinar.endWarnedFor?.getTime() === endAt.getTime()) return
  const claimed = await write(deps.db, (tx) => claimEndWarning(tx, webinar.id, endAt))
  if (!claimed) return
  deps.log.info({ webinar: webinar.id, title: event.title, endAt }, "webinar end is near")
  await announceControl(deps, webinar.id)
}

/** true: outside the planned time, only the gateway has been in the meeting for ten minutes. */
export async function endWhenEmpty(deps: Deps, run: Run, meeting: MeetingInfo): Promise<boolean> {
  const now = deps.clock.now()
  const { event } = run.record
  if (isPlannedFor(event, now)) return false
  const isEmpty = meeting.attendees.every(({ userId }) => userId.startsWith(STREAMING_USER_PREFIX))
  const since = await noteIncident(deps, run, "meeting_empty", isEmpty)
  if (!since) return false
  const emptySince = now > event.endAt && since < event.endAt ? event.endAt : since
  if (now.getTime() - emptySince.getTime() < EMPTY_AFTER_MS) return false
  return stopWhere(deps, run, "planned_end", async (tx) => {
    const current = await findWebinar(tx, { id: run.record.webinar.id })
    return current !== null && !isPlannedFor(current.event, now)
  })
}

/** Also where it was started early: whoever starts it may leave it to those who come in time. */
function isPlannedFor(event: { startAt: Date; endAt: Date }, now: Date) {
  const { from, to } = reservationSpan(event)
  return isForNow({ fromAt: from, toAt: to }, now) && now <= event.endAt
}

/** false: the reason has gone meanwhile, say by an extension, and the live is watched on. */
async function stopWhere(
  deps: Deps,
  { livestream, record }: Run,
  reason: "planned_end" | "promised",
  isDue: (tx: Tx) => Promise<boolean>,
): Promise<boolean> {
  const stopped = await write(deps.db, async (tx) => {
    if (!(await isDue(tx))) return false
    await beginStop(tx, livestream, { reason, actorId: null, now: deps.clock.now() })
    await updateEvent(tx, record.event.id, {})
    return true
  })
  if (!stopped) return false
  deps.log.info(
    { webinar: record.webinar.id, title: record.event.title, livestream: livestream.id, reason },
    "webinar stopped as planned",
  )
  await announceLive(deps, record.event, record.webinar.id)
  return true
}

export async function extendWebinar(
  deps: Deps,
  actor: Actor,
  { webinarId, minutes }: { webinarId: string; minutes: Extension },
): Promise<{ endAt: Date }> {
  const record = await webinarToControl(deps.db, actor, webinarId)
  const endAt = await write(deps.db, async (tx) => {
    const current = await findWebinar(tx, { id: webinarId })
    const open = await findOpenLivestream(tx, webinarId)
    if (!current || !open?.gatewayId || open.state === "stopping")
      throw new AppError("conflict", "no live is running")
    const now = deps.clock.now()
    const longer = longerEnd(current.event, minutes, now)
    if (!(await isFreeUntil(tx, open, longer, now)))
      throw new AppError("no_gateway", "the gateway is promised to somebody else")
    const span = reservationSpan({ startAt: current.event.startAt, endAt: longer })
    await putReservation(tx, { webinarId, gatewayId: open.gatewayId, fromAt: span.from, toAt: span.to })
    await updateEvent(tx, current.event.id, { endAt: longer, updatedAt: now })
    const detail = { end: longer.toISOString() }
    await recordAct(tx, actor, { at: now, action: "webinar.extended", thing: webinarThing(current), detail })
    return longer
  })
  deps.log.info({ webinar: webinarId, title: record.event.title, minutes, endAt }, "webinar extended")
  await announceLive(deps, record.event, webinarId)
  return { endAt }
}

/** For the control room: null while nothing is on air. */
export async function plannedEndOf(
  deps: Deps,
  { webinar, event }: WebinarRecord,
  livestream: LivestreamRow | null,
): Promise<PlannedEnd | null> {
  const open = livestream && (await findOpenLivestream(deps.db, webinar.id))
  if (!open || open.state === "stopping") return null
  const now = deps.clock.now()
  const canExtend = await isFreeUntil(deps.db, open, longerEnd(event, EXTENSIONS[0], now), now)
  return { at: event.endAt, canExtend, neededAt: await neededFrom(deps.db, open, now, SHOWN_AHEAD_MS) }
}

/** An overrun is extended from now; the whole is a duration that the form may have, too. */
function longerEnd({ startAt, endAt }: { startAt: Date; endAt: Date }, minutes: number, now: Date) {
  const stepMs = DURATION_STEP_MINUTES * MINUTE_MS
  const wantedMs = Math.max(endAt.getTime(), now.getTime()) + minutes * MINUTE_MS - startAt.getTime()
  return new Date(startAt.getTime() + Math.ceil(wantedMs / stepMs) * stepMs)
}

async function isFreeUntil(reader: Reader, { webinarId, gatewayId }: LivestreamRow, endAt: Date, now: Date) {
  const { to } = reservationSpan({ startAt: now, endAt })
  const others = await listOverlapping(reader, { from: now, to }, webinarId)
  return !others.some((other) => other.gatewayId === gatewayId)
}
