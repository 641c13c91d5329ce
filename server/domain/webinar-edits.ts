// Two people edit one webinar: what each of them changed is kept; what both changed, one of them has to decide.
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
/** One decision: the date of one person at the hour of another was nobody's wish. */
const WHEN_FIELDS = ["startDate", "startTime", "durationMinutes"] as const
type Plain = (typeof PLAIN_FIELDS)[number]

/** A form as parsed, or as typed with its numbers as text. */
export type Editable = { [Field in Plain]: string | number | boolean } & Pick<
  WebinarForm,
  "presenterEmails" | "lock" | "record"
>

type Edits<Form> = {
  /** With what the person's form was filled. */
  loaded: Form
  mine: Form
  /** What is stored by now. */
  stored: Form
}

/** `merged` holds what is `mine` of a field in `conflicts`. */
export function mergeEdits<Form extends Editable>({
  loaded,
  mine,
  stored,
}: Edits<Form>): {
  merged: Form
  conflicts: Plain[]
} {
  const differs = (one: Form, other: Form, field: Plain) => !isSame(one[field], other[field])
  const isMoved = WHEN_FIELDS.some((field) => differs(loaded, mine, field))
  const isTouched = (field: Plain) => (isWhen(field) ? isMoved : differs(loaded, mine, field))
  const merged: Form = {
    ...mine,
    presenterEmails: mergeEmails(loaded.presenterEmails, mine.presenterEmails, stored.presenterEmails),
    lock: mergeFlags(loaded.lock, mine.lock, stored.lock),
    record: mergeFlags(loaded.record, mine.record, stored.record),
  }
  for (const field of PLAIN_FIELDS) if (!isTouched(field)) merged[field] = stored[field]
  const conflicts = PLAIN_FIELDS.filter(
    (field) => isTouched(field) && differs(loaded, stored, field) && differs(mine, stored, field),
  )
  return { merged, conflicts }
}

function isWhen(field: Plain) {
  return WHEN_FIELDS.some((each) => each === field)
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

/** Browsers send the line ends of a text in another way than they show it. */
function isSame(one: string | number | boolean, other: string | number | boolean) {
  return lines(one) === lines(other)
}

function lines(value: string | number | boolean) {
  return typeof value === "string" ? value.replace(/\r\n?/g, "\n") : value
}
