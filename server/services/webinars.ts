// Webinars as presenters plan them. A save makes or moves the event and its gateway reservation in one transaction.
import { mkdir, rm, writeFile } from "node:fs/promises"
import { dirname } from "node:path"
import { type Reader, type Tx, write } from "#db/client.ts"
import { updateEvent } from "#db/queries/events.ts"
import { findBroadcaster } from "#db/queries/gateways.ts"
import { findOpenLivestream, listLatestLivestreams } from "#db/queries/livestreams.ts"
import { findUser } from "#db/queries/users.ts"
import {
  deleteEvent,
  type EventRow,
  findSlides,
  findWebinar,
  insertWebinar,
  listPresenters,
  listWebinarsOf,
  replacePresenters,
  replaceSlides,
  updateWebinar,
  type WebinarRecord,
} from "#db/queries/webinars.ts"
import type { Deps } from "../deps.ts"
import { liveStateOf } from "../domain/live-state.ts"
import { wallClockOf } from "../domain/local-time.ts"
import { type Actor, canDeleteWebinar, type UserActor } from "../domain/policy.ts"
import type { WebinarCard, WebinarEdit } from "../domain/views.ts"
import { PARTICIPANTS_DEFAULT, SLIDES_MAX_BYTES, SLIDES_TYPES, type WebinarForm } from "../domain/webinar.ts"
import { AppError, NoGatewayError } from "../errors.ts"
import { newId, newMeetingId, randomKey } from "../ids.ts"
import { ownersOf, requireCreator, requireUser, webinarToControl } from "./access.ts"
import { announceLive } from "./announce.ts"
import { record as recordAct, webinarThing } from "./audit.ts"
import { reportDemand } from "./demand.ts"
import { lookUp } from "./free-slots.ts"
import { findFreeGateway, freeReservation, replaceLostGateway, reserveGateway } from "./gateway-choice.ts"
import { factsOf } from "./live-page.ts"
import { beginStop } from "./livestream-moves.ts"
import { orderHook, orderUnhook } from "./meeting-hook-order.ts"
import { slidesPath } from "./meetings.ts"
import { invalid } from "./sent-form.ts"
import { freeSlug } from "./slug.ts"
import { readStored, recordSave } from "./webinar-changes.ts"
import { formOf, gatewayWishOf, mergedForm, type Plan, planOf } from "./webinar-plan.ts"

const KEY_LENGTH = 32
const MINUTE_MS = 60_000

export type SlidesUpload = { filename: string; bytes: Uint8Array }
/** Slides: undefined keeps what is stored, null removes it. */
export type SaveWebinar = {
  webinarId: string | null
  form: WebinarForm
  /** With what the form was filled: the rest stays as it is stored by now. Without it everything is meant as it is. */
  loaded?: WebinarForm | undefined
  slides?: SlidesUpload | null | undefined
}

export async function listWebinars(deps: Deps, actor: Actor): Promise<WebinarCard[]> {
  const user = requireUser(actor)
  const records = await listWebinarsOf(deps.db, user.id)
  const livestreams = await listLatestLivestreams(
    deps.db,
    records.map(({ webinar }) => webinar.id),
  )
  const latest = new Map(livestreams.map((row) => [row.webinarId, row]))
  const now = deps.clock.now()
  return records.map(({ webinar, event, ownerName }) => {
    const livestream = latest.get(webinar.id) ?? null
    return {
      id: webinar.id,
      eventSlug: event.slug,
      title: event.title,
      startAt: event.startAt,
      endAt: event.endAt,
      isWebinar: webinar.isWebinar,
      state: liveStateOf({ ...factsOf({ event }, livestream), published: true }, now),
      livestreamState: livestream?.state ?? null,
      isOwner: event.ownerId === user.id,
      ownerName,
      meetingRunning: webinar.meetingCreatedAt !== null,
      eventUrl: `${deps.config.publicUrl}/events/${event.slug}`,
      joinUrl: `${deps.config.publicUrl}/join/${webinar.joinKey}`,
    }
  })
}

/** The form of a new webinar: the next full half hour, one hour long. */
export function newWebinarForm(deps: Deps, actor: Actor): WebinarForm {
  requireCreator(deps, actor)
  const half = 30 * MINUTE_MS
  const start = new Date(Math.ceil((deps.clock.now().getTime() + 1) / half) * half)
  const { date, time } = wallClockOf(start, deps.config.timeZone)
  return {
    title: "",
    description: "",
    startDate: date,
    startTime: time,
    durationMinutes: Math.min(60, deps.config.webinars.maxDurationMinutes),
    isWebinar: true,
    enableChat: true,
    chatInPicture: false,
    restricted: false,
    presenterEmails: [],
    welcomeText: "",
    maxParticipants: PARTICIPANTS_DEFAULT,
    guestPolicy: "always_accept",
    lock: { cam: false, mic: false, privateChat: false, publicChat: false, notes: false, userList: false },
    record: { enabled: false, autoStart: false, allowStartStop: true },
  }
}

export async function getWebinarEdit(
  deps: Deps,
  actor: Actor,
  input: { webinarId: string },
): Promise<WebinarEdit> {
  const record = await webinarToControl(deps.db, actor, input.webinarId)
  const { webinar, event } = record
  const owner = await findUser(deps.db, event.ownerId)
  if (!owner) throw new AppError("not_found", "the owner is gone")
  const presenters = await listPresenters(deps.db, webinar.id)
  const slides = await findSlides(deps.db, { webinarId: webinar.id })
  return {
    id: webinar.id,
    eventSlug: event.slug,
    owner: { id: owner.id, name: owner.name, email: owner.email },
    presenters,
    slides: slides && { filename: slides.filename, sizeBytes: slides.sizeBytes },
    isOwner: actor.kind === "user" && canDeleteWebinar(actor, ownersOf(record)),
    livestreamOpen: (await findOpenLivestream(deps.db, webinar.id)) !== null,
    form: formOf(record, presenters, deps.config.timeZone),
  }
}

/** What else belongs to the save is written last, in its transaction; it is told what was stored before. */
export async function saveWebinar(
  deps: Deps,
  actor: Actor,
  input: SaveWebinar,
  writeAlso?: (tx: Tx, before: EventRow | null) => Promise<void>,
): Promise<{ webinarId: string }> {
  const user = requireUser(actor)
  if (input.webinarId) await webinarToControl(deps.db, actor, input.webinarId)
  await prepare(deps.db, deps, user, input)
  checkSlides(input.slides)
  const webinarId = input.webinarId ?? newId()
  const stored = input.slides ? await storeSlides(deps, input.slides) : null
  const saving = write(deps.db, async (tx) => {
    // Again, because somebody else may have saved, extended or ended it since.
    const { record, plan } = await prepare(tx, deps, user, input)
    const now = deps.clock.now()
    const { isWebinar } = plan.form
    const subject = { webinarId, startAt: plan.startAt, endAt: plan.endAt }
    const wish = gatewayWishOf(record, { isWebinar, ...subject }, now)
    const gateway = wish === "reserve" ? await findFreeGateway(tx, subject, now) : null
    if (wish === "reserve" && !gateway) return refuse(tx, deps, user, { webinarId, record, plan })
    const before = await readStored(tx, webinarId)
    await saveRows(tx, deps, { webinarId, record, plan })
    await orderHook(tx, webinarId, now)
    await replacePresenters(tx, webinarId, plan.presenterIds)
    if (gateway) await reserveGateway(tx, subject, gateway)
    if (wish === "keep") await replaceLostGateway(tx, webinarId, now)
    if (wish === "free") await freeReservation(tx, webinarId)
    if (!isWebinar) await withdraw(tx, webinarId, { actorId: user.id, now })
    const slides =
      input.slides === undefined ? [] : await replaceSlides(tx, webinarId, stored && { ...stored, webinarId })
    const after = await readStored(tx, webinarId)
    if (!after) throw new AppError("not_found", "the webinar was deleted meanwhile")
    await recordSave(tx, user, { before, after, at: now })
    await writeAlso?.(tx, record?.event ?? null)
    return { slides, before: record?.event ?? null }
  })
  const replaced = await saving
    .then((outcome) => {
      if (!(outcome instanceof NoGatewayError)) return outcome
      deps.wakeWorker()
      throw outcome
    })
    .catch(async (error: unknown) => {
      if (stored) await dropFiles(deps, [stored])
      throw error
    })
  await dropFiles(deps, replaced.slides)
  const { event, webinar } = await getSaved(deps.db, webinarId)
  deps.log.info(
    { webinar: webinarId, title: event.title, by: user.id, isWebinar: webinar.isWebinar },
    "webinar saved",
  )
  deps.wakeWorker()
  // Open pages still listen where it was announced before.
  if (replaced.before && replaced.before.restricted !== event.restricted)
    await announceLive(deps, replaced.before, null)
  await announceLive(deps, event, webinarId)
  return { webinarId }
}

async function prepare(reader: Reader, deps: Deps, user: UserActor, input: SaveWebinar) {
  const record = input.webinarId ? await getSaved(reader, input.webinarId) : null
  const form = record ? await mergedForm(reader, deps, record, input) : input.form
  if (!record || (form.isWebinar && !record.webinar.isWebinar)) requireCreator(deps, user)
  return { record, plan: await planOf(reader, deps, { record, form, sent: input.form, ownerId: user.id }) }
}

async function saveRows(
  tx: Tx,
  deps: Deps,
  { webinarId, record, plan }: { webinarId: string; record: WebinarRecord | null; plan: Plan },
) {
  const now = deps.clock.now()
  const { form } = plan
  /** A plain meeting has no public page. */
  const published = { published: form.isWebinar }
  const event = {
    title: form.title,
    description: form.description,
    startAt: plan.startAt,
    endAt: plan.endAt,
    restricted: form.restricted || (await isRestrictedWhere(tx, record, form)),
    restrictedChoice: form.restricted,
    updatedAt: now,
  }
  const webinar = {
    isWebinar: form.isWebinar,
    enableChat: form.enableChat,
    chatInPicture: form.chatInPicture,
    welcomeText: form.welcomeText,
    maxParticipants: form.maxParticipants,
    guestPolicy: form.guestPolicy,
    lock: form.lock,
    record: form.record,
    updatedAt: now,
  }
  if (record) {
    // A plan moved into the future makes an ended event attendable again.
    const endedAt = plan.endAt > record.event.endAt && plan.endAt > now ? null : record.event.endedAt
    // An administrator's "not published" outlives what presenters save.
    const isOther = form.isWebinar !== record.webinar.isWebinar
    await updateEvent(tx, record.event.id, { ...event, ...(isOther ? published : {}), endedAt })
    return updateWebinar(tx, webinarId, webinar)
  }
  const eventId = newId()
  const slug = await freeSlug(tx, form.title)
  await insertWebinar(
    tx,
    { ...event, ...published, id: eventId, slug, ownerId: plan.ownerId, createdAt: now },
    {
      ...webinar,
      id: webinarId,
      eventId,
      meetingId: newMeetingId(),
      joinKey: randomKey(KEY_LENGTH),
      callbackKey: randomKey(KEY_LENGTH),
      createdAt: now,
    },
  )
}

/** By the broadcaster that a webinar shows at already; a reservation brings the rules of its own one. */
async function isRestrictedWhere(tx: Tx, record: WebinarRecord | null, { isWebinar }: WebinarForm) {
  const broadcasterId = isWebinar ? record?.event.broadcasterId : null
  const broadcaster = broadcasterId ? await findBroadcaster(tx, broadcasterId) : null
  return broadcaster?.restricted ?? false
}

/** Nothing of the wish is stored; the transaction still ends well, because administrators are told in it. */
async function refuse(
  tx: Tx,
  deps: Deps,
  user: UserActor,
  { webinarId, record, plan }: { webinarId: string; record: WebinarRecord | null; plan: Plan },
) {
  const { startAt, endAt, form } = plan
  await reportDemand(tx, deps, user.id, { webinarId, isNew: !record, title: form.title, startAt, endAt })
  const { slots } = await lookUp(tx, deps, { startAt, endAt, exceptWebinarId: webinarId })
  return new NoGatewayError(slots)
}

/** A plain meeting has no picture; the meeting itself goes on. */
async function withdraw(tx: Tx, webinarId: string, order: { actorId: string; now: Date }) {
  const open = await findOpenLivestream(tx, webinarId)
  if (open) await beginStop(tx, open, { ...order, reason: "withdrawn" })
}

async function getSaved(reader: Reader, webinarId: string) {
  const record = await findWebinar(reader, { id: webinarId })
  if (!record) throw new AppError("not_found", "the webinar was deleted meanwhile")
  return record
}

type Dates = Pick<WebinarForm, "startDate" | "startTime" | "durationMinutes">

export async function rescheduleWebinar(
  deps: Deps,
  actor: Actor,
  input: Dates & { webinarId: string /** The dates that were shown. */; loaded?: Dates | undefined },
) {
  const { webinarId, loaded, ...dates } = input
  const { form } = await getWebinarEdit(deps, actor, { webinarId })
  return saveWebinar(deps, actor, {
    webinarId,
    form: { ...form, ...dates },
    loaded: { ...form, ...loaded },
  })
}

export async function deleteWebinar(deps: Deps, actor: Actor, input: { webinarId: string }) {
  const record = await webinarToControl(deps.db, actor, input.webinarId)
  if (!canDeleteWebinar(actor, ownersOf(record)))
    throw new AppError("forbidden", "only the owner deletes a webinar")
  const slides = await write(deps.db, async (tx) => {
    const open = await findOpenLivestream(tx, record.webinar.id)
    if (open) throw new AppError("conflict", "end the live before deleting the webinar")
    const dropped = await replaceSlides(tx, record.webinar.id, null)
    const at = deps.clock.now()
    await orderUnhook(tx, record.webinar.id, at)
    await deleteEvent(tx, record.event.id)
    await recordAct(tx, actor, { at, action: "webinar.deleted", thing: webinarThing(record) })
    return dropped
  })
  deps.wakeWorker()
  await dropFiles(deps, slides)
  deps.log.info({ webinar: record.webinar.id, title: record.event.title }, "webinar deleted")
}

function checkSlides(slides: SaveWebinar["slides"]) {
  if (!slides) return
  const type = /\.[a-z0-9]+$/.exec(slides.filename.toLowerCase())?.[0] ?? ""
  if (!SLIDES_TYPES.includes(type)) throw invalid({ slides: "badSlidesType" })
  if (slides.bytes.byteLength > SLIDES_MAX_BYTES) throw invalid({ slides: "slidesTooBig" })
}

async function storeSlides(deps: Deps, slides: SlidesUpload) {
  const id = newId()
  const path = slidesPath(deps, id)
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, slides.bytes)
  return {
    id,
    filename: slides.filename,
    fetchKey: randomKey(KEY_LENGTH),
    sizeBytes: slides.bytes.byteLength,
    createdAt: deps.clock.now(),
  }
}

async function dropFiles(deps: Deps, slides: { id: string }[]) {
  for (const { id } of slides) await rm(slidesPath(deps, id), { force: true })
}
