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
