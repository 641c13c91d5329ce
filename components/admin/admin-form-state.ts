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
  const entries: [string, unknown][] = Object.entries(form)
  for (const [name, value] of entries) {
    if (typeof value === "string" || typeof value === "number") data.set(name, String(value))
    else if (value === true) data.set(name, "on")
  }
  return data
}

/** Ends trimmed: addresses and tokens are pasted with a line break. */
export function textOf(data: FormData, name: string) {
  const value = data.get(name)
  return typeof value === "string" ? value.trim() : ""
}
