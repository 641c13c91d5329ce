// What two people changed of one webinar: its lists and ticks are taken one by one.
import { type Edits, type Merged, mergeFields, type Plain } from "./edits.ts"
import type { WebinarForm } from "./webinar.ts"

const PLAIN_FIELDS = [
  "title",
  "description",
  "startDate",
  "startTime",
  "durationMinutes",
  "isWebinar",
  "enableChat",
  "chatInPicture",
  "restricted",
  "welcomeText",
  "maxParticipants",
  "guestPolicy",
] as const
type PlainField = (typeof PLAIN_FIELDS)[number]

/** A form as parsed, or as typed with its numbers as text. */
export type Editable = { [Field in PlainField]: Plain } & Pick<
  WebinarForm,
  "presenterEmails" | "lock" | "record"
>

export function mergeEdits<Form extends Editable>(edits: Edits<Form>): Merged<Form, PlainField> {
  const { loaded, mine, stored } = edits
  const { merged, conflicts } = mergeFields<PlainField, Form>(PLAIN_FIELDS, edits)
  return {
    merged: {
      ...merged,
      presenterEmails: mergeEmails(loaded.presenterEmails, mine.presenterEmails, stored.presenterEmails),
      lock: mergeFlags(loaded.lock, mine.lock, stored.lock),
      record: mergeFlags(loaded.record, mine.record, stored.record),
    },
    conflicts,
  }
}

function mergeEmails(loaded: string[], mine: string[], stored: string[]) {
  const known = new Set(loaded.map(emailKey))
  const kept = new Set(mine.map(emailKey))
  const present = new Set(stored.map(emailKey))
  const left = stored.filter((email) => kept.has(emailKey(email)) || !known.has(emailKey(email)))
  const added = mine.filter((email) => !known.has(emailKey(email)) && !present.has(emailKey(email)))
  return [...left, ...added]
}

function emailKey(email: string) {
  return email.trim().toLowerCase()
}

function mergeFlags<Flags extends Record<string, boolean>>(loaded: Flags, mine: Flags, stored: Flags): Flags {
  const merged = { ...mine }
  for (const name in merged) if (mine[name] === loaded[name]) merged[name] = stored[name]
  return merged
}
