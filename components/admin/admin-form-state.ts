import type { Taken } from "#server/domain/direct-event.ts"
import type { FormState } from "#server/domain/form.ts"

/** What the browser holds of a form while it is filled in. */
export type Draft = Record<string, string | boolean>

/** A webinar that would be without a gateway. */
export type Stranded = { title: string; from: Date; to: Date }

/** `savedId` is set once the thing is stored; the page then moves on. */
export type AdminFormState<Values> = FormState<Values> & {
  savedId: string | null
  stranded?: readonly Stranded[]
  /** Where an event's broadcaster was not free. */
  taken?: Taken
  /** Where somebody else changed the same fields: with what the form would be filled now. */
  stored?: Values
}

export type SaveAction<Values> = (
  before: AdminFormState<Values>,
  data: FormData,
) => Promise<AdminFormState<Values>>

/** A box that isn't ticked posts nothing, as in any HTML form. */
export function formDataOf(form: object) {
  const data = new FormData()
  writeForm(data, form)
  return data
}

const LOADED = "loaded."

/** With what the form was filled, so that the save can tell what this person changed. */
export function writeLoaded(data: FormData, loaded: Draft) {
  writeForm(data, loaded, LOADED)
}

/** undefined: not sent. */
export function readLoaded<Values>(data: FormData, read: (data: FormData) => Values): Values | undefined {
  const loaded = new FormData()
  for (const [name, value] of data) if (name.startsWith(LOADED)) loaded.set(name.slice(LOADED.length), value)
  return [...loaded].length > 0 ? read(loaded) : undefined
}

function writeForm(data: FormData, form: object, prefix = "") {
  const entries: [string, unknown][] = Object.entries(form)
  for (const [name, value] of entries) {
    if (typeof value === "string" || typeof value === "number") data.set(prefix + name, String(value))
    else if (value === true) data.set(prefix + name, "on")
  }
}

/** Ends trimmed: addresses and tokens are pasted with a line break. */
export function textOf(data: FormData, name: string) {
  const value = data.get(name)
  return typeof value === "string" ? value.trim() : ""
}
