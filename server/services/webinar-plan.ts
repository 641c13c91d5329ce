// What a saved form comes to: checked, merged with what others changed meanwhile, its dates as moments, its people found.
import type { Reader } from "#db/client.ts"
import { listUsersByEmail } from "#db/queries/users.ts"
import { listPresenters, type WebinarRecord } from "#db/queries/webinars.ts"
import type { Deps } from "../deps.ts"
import { minutesOf, timesOf, typedTimes } from "../domain/form-times.ts"
import { parseKeepingDuration, WebinarForm } from "../domain/webinar.ts"
import { mergeEdits } from "../domain/webinar-edits.ts"
import { EditedError } from "../errors.ts"
import { invalid, refuseFields } from "./sent-form.ts"

export type Plan = { form: WebinarForm; startAt: Date; endAt: Date; ownerId: string; presenterIds: string[] }

/** The form as it would be filled now. */
export function formOf(
  { webinar, event }: Pick<WebinarRecord, "webinar" | "event">,
  presenters: { email: string }[],
  timeZone: string,
): WebinarForm {
  return {
    title: event.title,
    description: event.description,
    ...typedTimes(event, timeZone),
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
  const times = timesOf(typed, timeZone, record?.event ?? null)
  if (!times) throw invalid({ startDate: "badDate" })
  return { startAt: times.startAt, endAt: times.endAt }
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

function checked({ record, form }: Wish, maxDurationMinutes: number): WebinarForm {
  const kept = record ? [minutesOf(record.event)] : []
  const parsed = parseKeepingDuration(WebinarForm, form, { kept, maxDurationMinutes })
  if (!parsed.ok) throw invalid(parsed.errors)
  return parsed.form
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
  refuseFields(Object.fromEntries(refused))
  return [...new Set(found.values())]
}
