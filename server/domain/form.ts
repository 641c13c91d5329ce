import type { z } from "zod"

/** What a form's server action gives back: everything typed, and a message key for each field that can't be taken. */
export type FormState<Values> = {
  values: Values
  /** Field name → key in the `errors` messages. */
  errors: Readonly<Record<string, string>>
  /** Key in the `errors` messages of a failure that belongs to no field. */
  formError: string | null
  /** Grows with each answer, so that the page can move the focus to the summary. */
  attempt: number
}

/** Of each field that can't be taken the first message; a part of a list or of a group is named by its path. */
export function fieldErrors({ issues }: z.ZodError): Record<string, string> {
  const errors: Record<string, string> = {}
  for (const { path, message } of issues) errors[path.join(".")] ??= message
  return errors
}
