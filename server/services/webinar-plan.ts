// What a saved form comes to: checked, merged with what others changed meanwhile, its dates as moments, its people found.
import type { Reader } from "#db/client.ts"
import { listUsersByEmail } from "#db/queries/users.ts"
import { listPresenters, type WebinarRecord } from "#db/queries/webinars.ts"
import type { Deps } from "../deps.ts"
import { instantOf, wallClockOf } from "../domain/local-time.ts"
import { DURATION_STEP_MINUTES, WebinarForm } from "../domain/webinar.ts"
import { mergeEdits } from "../domain/webinar-edits.ts"
import { AppError, EditedError } from "../errors.ts"

const MINUTE_MS = 60_000

export type Plan = { form: WebinarForm; startAt: Date; endAt: Date; ownerId: string; presenterIds: string[] }

/** The form as it would be filled now. */
export function formOf(
  { webinar, event }: Pick<WebinarRecord, "webinar" | "event">,
  presenters: { email: string }[],
  timeZone: string,
): WebinarForm {
  const { date, time } = wallClockOf(event.startAt, timeZone)
  return {
    title: event.title,
    description: event.description,
    startDate: date,
    startTime: time,
    durationMinutes: minutesOf(event),
    isWebinar: webinar.isWebinar,
    enableChat: webinar.enableChat,
    chatInPicture: webinar.chatInPicture,
    restricted: event.restrictedChoice,
    presenterEmails: presenters.map((presenter) => presenter.email),
    welcomeText: webinar.welcomeText,
    maxParticipants: webinar.maxParticipants,
    guestPolicy: webinar.guestPolicy,
    lock: webinar.lock,
    record: webinar.record,
  }
}

function minutesOf({ startAt, endAt }: { startAt: Date; endAt: Date }) {
  return Math.round((endAt.getTime() - startAt.getTime()) / MINUTE_MS)
}

/** What this person changed, on what is stored. Throws EditedError where somebody else changed the same. */
export async function mergedForm(
  reader: Reader,
  { config }: Deps,
  record: WebinarRecord,
  { form, loaded }: { form: WebinarForm; loaded?: WebinarForm | undefined },
): Promise<WebinarForm> {
  if (!loaded) return form
  const stored = formOf(record, await listPresenters(reader, record.webinar.id), config.timeZone)
  const { merged, conflicts } = mergeEdits({ loaded, mine: form, stored })
  if (conflicts.length > 0) throw new EditedError(conflicts, stored)
  return merged
}

type Wish = {
  record: WebinarRecord | null
  form: WebinarForm
  /** As this person sent it, before anything was merged: what is wrong is told by its place in there. */
  sent: Pick<WebinarForm, "presenterEmails">
  /** Of a new webinar. */
  ownerId: string
}

export async function planOf(reader: Reader, { config }: Deps, wish: Wish): Promise<Plan> {
  const { record } = wish
  const form = checked(wish, config.webinars.maxDurationMinutes)
  const dates = datesOf(record, form, config.timeZone)
  const ownerId = record?.event.ownerId ?? wish.ownerId
  const presenterIds = await presentersOf(reader, form.presenterEmails, { ownerId, ...wish.sent })
  return { form, ...dates, ownerId, presenterIds }
}

type Dates = Pick<WebinarForm, "startDate" | "startTime" | "durationMinutes">

/** The wall clock as typed, as moments. */
export function datesOf(record: WebinarRecord | null, typed: Dates, timeZone: string) {
  const startAt = startOf(record, typed, timeZone)
  return { startAt, endAt: endOf(record, typed, startAt) }
}

/**
 * What a save does about the gateway. As long as neither dates nor mode change, what the webinar has stays, and so does
 * what it no longer has: an end for everybody gave it back. What is over needs none.
 */
export function gatewayWishOf(
  record: WebinarRecord | null,
  { isWebinar, startAt, endAt }: { isWebinar: boolean; startAt: Date; endAt: Date },
  now: Date,
): "reserve" | "free" | "keep" {
  if (!isWebinar) return "free"
  const isMoved =
    record?.event.startAt.getTime() !== startAt.getTime() || record.event.endAt.getTime() !== endAt.getTime()
  if (record?.webinar.isWebinar && !isMoved) return "keep"
  return endAt > now ? "reserve" : "free"
}

/** A duration that is there already may stay: an extension may have made it longer than anybody may choose. */
function checked({ record, form }: Wish, maxDurationMinutes: number): WebinarForm {
  const { durationMinutes } = form
  const isKept = record !== null && minutesOf(record.event) === durationMinutes
  const parsed = WebinarForm.safeParse(isKept ? { ...form, durationMinutes: DURATION_STEP_MINUTES } : form)
  if (!parsed.success)
    throw invalid(parsed.error.issues.map((issue) => [String(issue.path[0]), issue.message]))
  if (!isKept && durationMinutes > maxDurationMinutes) throw invalid([["durationMinutes", "durationTooLong"]])
  return { ...parsed.data, durationMinutes }
}

/** Where it isn't moved it stays to the millisecond, also in the hour that a zone has twice. */
function startOf(record: WebinarRecord | null, form: Dates, zone: string) {
  if (record) {
    const { date, time } = wallClockOf(record.event.startAt, zone)
    if (date === form.startDate && time === form.startTime) return record.event.startAt
  }
  try {
    return instantOf(form.startDate, form.startTime, zone)
  } catch (error) {
    throw new AppError("invalid", "no such date", { cause: error, fields: { startDate: "badDate" } })
  }
}

function endOf(record: WebinarRecord | null, { durationMinutes }: Dates, startAt: Date) {
  const isKept = record?.event.startAt.getTime() === startAt.getTime()
  if (record && isKept && minutesOf(record.event) === durationMinutes) return record.event.endAt
  return new Date(startAt.getTime() + durationMinutes * MINUTE_MS)
}

/** A refused address is named by its place in the list as it was sent. */
async function presentersOf(
  reader: Reader,
  emails: string[],
  { ownerId, presenterEmails }: { ownerId: string; presenterEmails: string[] },
) {
  const keyOf = (email: string) => email.trim().toLowerCase()
  const wanted = emails.map(keyOf)
  const sent = presenterEmails.map(keyOf)
  const found = new Map((await listUsersByEmail(reader, wanted)).map((user) => [user.email, user.id]))
  const refused = wanted.flatMap((email): [string, string][] => {
    const id = found.get(email)
    const field = `presenterEmails.${sent.indexOf(email)}`
    if (id === ownerId) return [[field, "ownerIsPresenter"]]
    return id === undefined ? [[field, "unknownPresenter"]] : []
  })
  if (refused.length > 0) throw invalid(refused)
  return [...new Set(found.values())]
}

export function invalid(fields: (readonly [string, string])[]) {
  return new AppError("invalid", `bad fields: ${fields.map(([name]) => name).join(", ")}`, {
    fields: Object.fromEntries(fields),
  })
}
