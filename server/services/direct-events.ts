// Events without a webinar, as administrators plan them. A save takes the broadcaster in the same transaction.
import { type Reader, type Tx, write } from "#db/client.ts"
import { insertEvent, listDirectToCome } from "#db/queries/direct-events.ts"
import { type BroadcasterRow, type EventRecord, findEvent, updateEvent } from "#db/queries/events.ts"
import { findBroadcaster } from "#db/queries/gateways.ts"
import { findUser, findUserByEmail } from "#db/queries/users.ts"
import { deleteEvent, type EventRow } from "#db/queries/webinars.ts"
import type { Deps } from "../deps.ts"
import type { AuditAction, AuditDetail, Thing } from "../domain/audit.ts"
import { DirectEventForm } from "../domain/direct-event.ts"
import { fieldErrors } from "../domain/form.ts"
import { timesOf, typedTimes } from "../domain/form-times.ts"
import { isOfAnotherDay } from "../domain/live-state.ts"
import type { Actor } from "../domain/policy.ts"
import { AppError } from "../errors.ts"
import { newId } from "../ids.ts"
import { requireAdmin } from "./access.ts"
import { announceLive, type RuledEvent } from "./announce.ts"
import { record as recordAct } from "./audit.ts"
import { requireFreeBroadcaster } from "./broadcaster-plan.ts"
import { findDirectState, listNear } from "./direct-live.ts"
import { invalid, mergedWith, type Sent } from "./sent-form.ts"
import { freeSlug } from "./slug.ts"

type Target = { eventId: string }

/** An event that is published has its broadcaster for itself; TakenError says who has it and when it is free. */
export async function saveDirectEvent(
  deps: Deps,
  actor: Actor,
  input: Sent<DirectEventForm> & { eventId: string | null },
): Promise<Target> {
  requireAdmin(actor)
  const id = input.eventId ?? newId()
  const now = deps.clock.now()
  const { before, saved } = await write(deps.db, async (tx) => {
    const known = input.eventId ? (await getDirect(tx, id)).event : null
    const form = known ? mergedWith(await directFormOf(tx, deps, known), input) : input.form
    const plan = await planOf(tx, deps, known, form)
    const row = { ...plan.row, endedAt: endedAtOf(known, plan.row, now), updatedAt: now }
    if (row.published) {
      const endAt = row.endedAt && row.endedAt < row.endAt ? row.endedAt : row.endAt
      const wish = { startAt: row.startAt, endAt, broadcasterId: row.broadcasterId, exceptEventId: id }
      await requireFreeBroadcaster(tx, deps, wish)
    }
    if (known) await updateEvent(tx, id, row)
    else await insertEvent(tx, { ...row, id, slug: await freeSlug(tx, row.title), createdAt: now })
    await recordSave(tx, actor, { known, row: { ...row, id }, broadcaster: plan.broadcaster, now })
    return { before: known, saved: row }
  })
  deps.log.info({ event: id, title: saved.title, startAt: saved.startAt }, "event without a webinar saved")
  await announceAround(deps, id, before)
  return { eventId: id }
}

/** Moved into the future, an event that somebody ended can be attended again. */
function endedAtOf(known: EventRow | null, plan: Pick<EventRow, "startAt" | "endAt">, now: Date) {
  if (!known || isOfAnotherDay(plan, known.endedAt)) return null
  return plan.endAt > known.endAt && plan.endAt > now ? null : known.endedAt
}

/** With what the form of one that exists is filled. */
export async function directFormOf(
  reader: Reader,
  { config }: Deps,
  event: EventRow,
): Promise<DirectEventForm> {
  return {
    title: event.title,
    description: event.description,
    ...typedTimes(event, config.timeZone),
    ownerEmail: (await findUser(reader, event.ownerId))?.email ?? "",
    broadcasterId: event.broadcasterId ?? "",
    restricted: event.restrictedChoice,
    listed: event.listed,
    published: event.published,
  }
}

async function planOf(reader: Reader, { config }: Deps, known: EventRow | null, raw: DirectEventForm) {
  const parsed = DirectEventForm.safeParse(raw)
  const fields = parsed.success ? {} : fieldErrors(parsed.error)
  const form = parsed.data ?? raw
  const owner = fields.ownerEmail ? null : await findUserByEmail(reader, form.ownerEmail)
  if (!fields.ownerEmail && (!owner || owner.disabledAt)) fields.ownerEmail = "unknownOwner"
  const broadcaster = await findBroadcaster(reader, form.broadcasterId)
  if (!broadcaster) fields.broadcasterId = "required"
  const times = timesOf(form, config.timeZone, known)
  if (Object.keys(fields).length > 0 || !owner || !broadcaster || !times) throw invalid(fields)
  const row = {
    title: form.title,
    description: form.description,
    startAt: times.startAt,
    endAt: times.endAt,
    ownerId: owner.id,
    broadcasterId: broadcaster.id,
    published: form.published,
    listed: form.listed,
    restrictedChoice: form.restricted,
    restricted: form.restricted || broadcaster.restricted,
  }
  return { row, broadcaster }
}

type Saved = {
  known: EventRow | null
  row: Pick<EventRow, "id" | "title" | "startAt" | "endAt" | "published" | "listed" | "restricted">
  broadcaster: BroadcasterRow
  now: Date
}

async function recordSave(tx: Tx, actor: Actor, { known, row, broadcaster, now }: Saved) {
  const wasOn = known?.published ?? true
  const action = !known ? "event.created" : wasOn && !row.published ? "event.cancelled" : "event.saved"
  await keep(tx, actor, action, row, now, {
    start: row.startAt.toISOString(),
    end: row.endAt.toISOString(),
    broadcaster: broadcaster.name,
    published: String(row.published),
    listed: String(row.listed),
    restricted: String(row.restricted),
  })
}

/** For everybody, now; its encoder is sent away. */
export async function endDirectEvent(deps: Deps, actor: Actor, { eventId }: Target) {
  requireAdmin(actor)
  const now = deps.clock.now()
  const event = await write(deps.db, async (tx) => {
    const record = await getDirect(tx, eventId)
    const state = await findDirectState(tx, record, now)
    if (state !== "waiting" && state !== "live" && state !== "interrupted")
      throw new AppError("conflict", `an event that is ${state} can't be ended`)
    await updateEvent(tx, eventId, { endedAt: now, updatedAt: now })
    await keep(tx, actor, "event.ended", record.event, now, { planned: record.event.endAt.toISOString() })
    return record.event
  })
  deps.log.info({ event: eventId, title: event.title }, "event ended by an administrator")
  await announceLive(deps, event, null)
}

export async function deleteDirectEvent(deps: Deps, actor: Actor, { eventId }: Target) {
  requireAdmin(actor)
  const now = deps.clock.now()
  const event = await write(deps.db, async (tx) => {
    const record = await getDirect(tx, eventId)
    const state = await findDirectState(tx, record, now)
    if (state === "live" || state === "interrupted")
      throw new AppError("conflict", "end the event before deleting it")
    await deleteEvent(tx, eventId)
    await keep(tx, actor, "event.deleted", record.event, now)
    return record.event
  })
  deps.log.info({ event: eventId, title: event.title }, "event without a webinar deleted")
  await announceLive(deps, event, null)
}

export async function getDirect(reader: Reader, eventId: string): Promise<EventRecord> {
  const record = await findEvent(reader, { id: eventId })
  if (!record || record.webinarId) throw new AppError("not_found", `no event ${eventId} without a webinar`)
  return record
}

async function keep(
  tx: Tx,
  actor: Actor,
  action: AuditAction,
  { id, title }: Pick<EventRow, "id" | "title">,
  at: Date,
  detail: AuditDetail = {},
) {
  const thing: Thing = { kind: "event", id, name: title }
  await recordAct(tx, actor, { at, action, thing, detail })
}

/** Also those on the same broadcaster, whose overrun may now have to end; and who listens where it was restricted. */
async function announceAround(deps: Deps, eventId: string, before: EventRow | null) {
  const { event } = await getDirect(deps.db, eventId)
  if (before && before.restricted !== event.restricted) await announceLive(deps, before, null)
  await announceLive(deps, event, null)
  if (!event.broadcasterId) return
  const near = await listNear(deps.db, deps.clock.now(), event.broadcasterId)
  for (const other of near)
    if (other.event.id !== eventId && other.state !== "ended") await announceLive(deps, other.event, null)
}

/**
 * In the transaction that changes the broadcaster's rule: events to come are under it too. As they were: those that are
 * restricted, or open, by it.
 */
export async function settleDirectEvents(
  tx: Tx,
  broadcasterId: string,
  restricted: boolean,
  now: Date,
): Promise<RuledEvent[]> {
  const ruled: RuledEvent[] = []
  for (const event of await listDirectToCome(tx, broadcasterId, now)) {
    const rule = event.restrictedChoice || restricted
    if (rule === event.restricted) continue
    await updateEvent(tx, event.id, { restricted: rule })
    ruled.push({ event, webinarId: null })
  }
  return ruled
}

/** A broadcaster that events are planned on can't go. */
export async function requireNoEventToCome(tx: Tx, broadcasterId: string, now: Date) {
  const coming = await listDirectToCome(tx, broadcasterId, now)
  if (coming.some((event) => event.published && event.endedAt === null))
    throw new AppError("conflict", "events without a webinar are planned on this broadcaster")
}
