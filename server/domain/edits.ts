// Two people edit one thing: what each of them changed is kept; what both changed, one of them has to decide.

export type Plain = string | number | boolean

export type Edits<Form> = {
  /** With what the person's form was filled. */
  loaded: Form
  mine: Form
  /** What is stored by now. */
  stored: Form
}

export type Merged<Form, Field> = {
  /** Holds what is `mine` of a field in `conflicts`. */
  merged: Form
  conflicts: Field[]
}

/** One decision each: the date of one person at the hour of another was nobody's wish. */
const DECISIONS: readonly (readonly string[])[] = [
  ["startDate", "startTime", "durationMinutes"],
  ["dialect", "sipmediagwUrl", "gatewayRef", "token"],
  ["broadcasterId", "rtmpUrl"],
  ["source", "streamName", "hlsUrl"],
]

export function mergeForm<Form extends { [Field in keyof Form]: Plain }>(edits: Edits<Form>) {
  const fields: Extract<keyof Form, string>[] = []
  for (const field in edits.mine) fields.push(field)
  return mergeFields<Extract<keyof Form, string>, Form>(fields, edits)
}

export function mergeFields<Field extends string, Form extends { [Name in Field]: Plain }>(
  fields: readonly Field[],
  { loaded, mine, stored }: Edits<Form>,
): Merged<Form, Field> {
  const differs = (one: Form, other: Form, field: Field) => !isSame(one[field], other[field])
  const touched = fields.filter((field) => differs(loaded, mine, field))
  const isTouched = (field: Field) =>
    touched.includes(field) || touched.some((other) => isOneDecision(field, other))
  const merged = { ...mine }
  for (const field of fields) if (!isTouched(field)) merged[field] = stored[field]
  const conflicts = fields.filter(
    (field) => isTouched(field) && differs(loaded, stored, field) && differs(mine, stored, field),
  )
  return { merged, conflicts }
}

function isOneDecision(field: string, other: string) {
  return DECISIONS.some((decision) => decision.includes(field) && decision.includes(other))
}

/** Browsers send the line ends of a text in another way than they show it, and forms trim it. */
function isSame(one: Plain, other: Plain) {
  return plain(one) === plain(other)
}

function plain(value: Plain) {
  return typeof value === "string" ? value.replace(/\r\n?/g, "\n").trim() : value
}
