// Every event, listed or not, for administrators.
import { type Reader, type Tx, write } from "#db/client.ts"
import { type EventRecord, findEvent, listEventPage, updateEvent } from "#db/queries/events.ts"
import type { Deps } from "../deps.ts"
import { mergeForm } from "../domain/edits.ts"
import { type EventColumn, type EventFilter, EventForm } from "../domain/event-form.ts"
import { typedTimes } from "../domain/form-times.ts"
import type { LiveState } from "../domain/live-state.ts"
import type { Actor } from "../domain/policy.ts"
import type { Order } from "../domain/table-order.ts"
import type { EventRow } from "../domain/views.ts"
import { parseKeepingDuration } from "../domain/webinar.ts"
import { AppError, EditedError } from "../errors.ts"
import { requireAdmin } from "./access.ts"
import { announceLive } from "./announce.ts"
import { record as recordAct } from "./audit.ts"
import { listStates } from "./event-states.ts"
import { invalid, mergedWith, type Sent } from "./sent-form.ts"
import { getWebinarEdit, saveWebinar } from "./webinars.ts"

const PAGE_SIZE = 25

export type EventQuery = {
  query: string
  filter: EventFilter
  order?: Order<EventColumn> | undefined
  /** From 1. */
  page: number
}

export async function listAllEvents(deps: Deps, actor: Actor, { query, filter, order, page }: EventQuery) {
  requireAdmin(actor)
  const now = deps.clock.now()
  const offset = (Math.max(1, page) - 1) * PAGE_SIZE
  const wanted = { query, filter, order, now, offset, limit: PAGE_SIZE }
  const { rows, total } = await listEventPage(deps.db, wanted)
  const stateOf = await listStates(deps.db, rows, now)
  return {
    rows: rows.map((row) => eventRow(row, stateOf(row))),
    total,
    pageSize: PAGE_SIZE,
  }
}

function eventRow(record: EventRecord, state: LiveState): EventRow {
  const { event, broadcaster } = record
  return {
    id: event.id,
    slug: event.slug,
    title: event.title,
    ownerName: record.ownerName,
    startAt: event.startAt,
    endAt: event.endAt,
    state,
    broadcaster: broadcaster && { id: broadcaster.id, name: broadcaster.name },
    webinarId: record.webinarId,
    published: event.published,
    listed: event.listed,
    restricted: event.restricted,
  }
}

export type EventEdit = {
  id: string
  slug: string
  webinarId: string
  ownerName: string
  /** Where it plays: its gateway's broadcaster, whose rules come on top of the event's own. */
  broadcaster: { id: string; name: string; restricted: boolean } | null
  form: EventForm
}

/** Of a webinar's event; one without has a form of its own. */
export async function getEventEdit(
  deps: Deps,
  actor: Actor,
  { eventId }: { eventId: string },
): Promise<EventEdit> {
  requireAdmin(actor)
  const record = await findEvent(deps.db, { id: eventId })
  if (!record?.webinarId) throw new AppError("not_found", `no webinar's event ${eventId}`)
  const { event, broadcaster } = record
  return {
    id: event.id,
    slug: event.slug,
    webinarId: record.webinarId,
    ownerName: record.ownerName,
    broadcaster: broadcaster && {
      id: broadcaster.id,
      name: broadcaster.name,
      restricted: broadcaster.restricted,
    },
    form: {
      title: event.title,
      ...typedTimes(event, deps.config.timeZone),
      restricted: event.restrictedChoice,
      listed: event.listed,
      published: event.published,
    },
  }
}

/** A webinar's dates go the presenters' way, so that its gateway moves with them; what they set otherwise stays. */
export async function saveEvent(
  deps: Deps,
  actor: Actor,
  input: Sent<EventForm> & { eventId: string },
): Promise<{ eventId: string }> {
  const before = await getEventEdit(deps, actor, input)
  const loaded = input.loaded ?? before.form
  const form = checked(deps, input.form, [before.form, loaded])
  // Here only for its refusal, of all fields at once: each part is merged again in the transaction that stores it.
  mergedWith(before.form, { form, loaded })
  const now = deps.clock.now()
  const writeOwn = async (tx: Tx, earlier: StoredEvent | null) => {
    // What wasn't touched here stays as others have stored it meanwhile.
    const stored = audienceOf(earlier ?? before.form)
    const { merged } = mergeForm({ loaded: audienceOf(loaded), mine: audienceOf(form), stored })
    await updateEvent(tx, before.id, { ...merged, updatedAt: now })
    const { title, restrictedChoice } = await getStored(tx, before.id)
    await recordAct(tx, actor, {
      at: now,
      action: "event.saved",
      thing: { kind: "event", id: before.id, name: title },
      detail: {
        published: String(merged.published),
        listed: String(merged.listed),
        restricted: String(restrictedChoice),
      },
    })
  }
  if (isSamePlan(form, loaded))
    await write(deps.db, async (tx) => writeOwn(tx, await getStored(tx, before.id)))
  else await savePlan(deps, actor, { before, form, loaded }, writeOwn)
  const actorId = actor.kind === "user" ? actor.id : null
  const after = await getStored(deps.db, before.id)
  deps.log.info(
    {
      webinar: before.webinarId,
      event: before.id,
      title: after.title,
      by: actorId,
      listed: after.listed,
      published: after.published,
      restricted: after.restrictedChoice,
    },
    "webinar event changed by an administrator",
  )
  await announceLive(deps, after, before.webinarId)
  return { eventId: before.id }
}

type StoredEvent = EventRecord["event"]

async function savePlan(
  deps: Deps,
  actor: Actor,
  { before: { id, webinarId }, form, loaded }: { before: EventEdit; form: EventForm; loaded: EventForm },
  writeOwn: (tx: Tx, earlier: StoredEvent | null) => Promise<void>,
) {
  const { form: stored } = await getWebinarEdit(deps, actor, { webinarId })
  const wanted = { webinarId, form: { ...stored, ...form }, loaded: { ...stored, ...loaded } }
  try {
    await saveWebinar(deps, actor, wanted, writeOwn)
  } catch (error) {
    if (!(error instanceof EditedError)) throw error
    // A webinar's form is told, and this one has to go on from its own.
    const now = await getEventEdit(deps, actor, { eventId: id })
    throw new EditedError(Object.keys(error.fields), now.form)
  }
}

function audienceOf({ listed, published }: Pick<EventForm, "listed" | "published">) {
  return { listed, published }
}

async function getStored(reader: Reader, id: string) {
  const found = await findEvent(reader, { id })
  if (!found) throw new AppError("not_found", "the event was deleted meanwhile")
  return found.event
}

function checked({ config }: Deps, form: EventForm, known: EventForm[]): EventForm {
  const kept = known.map(({ durationMinutes }) => durationMinutes)
  const { maxDurationMinutes } = config.webinars
  const parsed = parseKeepingDuration(EventForm, form, { kept, maxDurationMinutes })
  if (!parsed.ok) throw invalid(parsed.errors)
  return parsed.form
}

/** Nothing of what goes the presenters' way is changed. */
function isSamePlan(form: EventForm, loaded: EventForm) {
  return (
    form.title === loaded.title &&
    form.startDate === loaded.startDate &&
    form.startTime === loaded.startTime &&
    form.durationMinutes === loaded.durationMinutes &&
    form.restricted === loaded.restricted
  )
}
