// What a save changed of a webinar, as the audit keeps it: which fields, and whom it gave or took its control.
import { isDeepStrictEqual } from "node:util"
import type { Reader, Tx } from "#db/client.ts"
import { findSlides, findWebinar, listPresenters } from "#db/queries/webinars.ts"
import type { AuditDetail } from "../domain/audit.ts"
import type { Actor } from "../domain/policy.ts"
import { record, webinarThing } from "./audit.ts"

type Stored = NonNullable<Awaited<ReturnType<typeof readStored>>>

/** Read in the saving transaction, before and after; null: there is no such webinar. */
export async function readStored(reader: Reader, webinarId: string) {
  const found = await findWebinar(reader, { id: webinarId })
  if (!found) return null
  const presenters = await listPresenters(reader, webinarId)
  return { ...found, presenters, slides: await findSlides(reader, { webinarId }) }
}

export async function recordSave(
  tx: Tx,
  actor: Actor,
  { before, after, at }: { before: Stored | null; after: Stored; at: Date },
) {
  const moved = !before || !isDeepStrictEqual(datesOf(before), datesOf(after))
  await record(tx, actor, {
    at,
    action: before ? (moved ? "webinar.rescheduled" : "webinar.saved") : "webinar.created",
    thing: webinarThing(after),
    detail: {
      ...(moved ? { start: after.event.startAt.toISOString(), end: after.event.endAt.toISOString() } : {}),
      ...changesOf(before, after),
      ...namesOf("presentersAdded", without(after, before)),
      ...namesOf("presentersRemoved", before ? without(before, after) : []),
    },
  })
}

function changesOf(before: Stored | null, after: Stored): AuditDetail {
  if (!before) return {}
  const old: Record<string, unknown> = valuesOf(before)
  const changed = Object.entries(valuesOf(after)).filter(
    ([name, value]) => !isDeepStrictEqual(value, old[name]),
  )
  if (changed.length === 0) return {}
  const told = changed.filter(([name]) => TOLD.includes(name))
  return {
    changed: changed.map(([name]) => name).join(", "),
    ...Object.fromEntries(told.map(([name, value]) => [name, String(value)])),
  }
}

/** Who may come in, and what is made of the meeting: kept with the new value. */
const TOLD = ["isWebinar", "published", "restricted", "guestPolicy"]

function valuesOf({ event, webinar, slides }: Stored) {
  return {
    title: event.title,
    description: event.description,
    isWebinar: webinar.isWebinar,
    published: event.published,
    restricted: event.restrictedChoice,
    enableChat: webinar.enableChat,
    chatInPicture: webinar.chatInPicture,
    welcomeText: webinar.welcomeText,
    maxParticipants: webinar.maxParticipants,
    guestPolicy: webinar.guestPolicy,
    lock: webinar.lock,
    record: webinar.record,
    slides: slides?.id,
  }
}

function datesOf({ event }: Stored) {
  return [event.startAt.getTime(), event.endAt.getTime()]
}

function without({ presenters }: Stored, other: Stored | null) {
  return presenters.filter(({ id }) => !other?.presenters.some((known) => known.id === id))
}

function namesOf(fact: string, people: { name: string }[]): AuditDetail {
  return people.length > 0 ? { [fact]: people.map(({ name }) => name).join(", ") } : {}
}
