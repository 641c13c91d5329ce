"use client"

import { type SubmitEvent, startTransition, useActionState, useState } from "react"
import { type AdminFormState, type Draft, formDataOf, type SaveAction } from "./admin-form-state.ts"
import { useFieldError } from "./use-field-error.ts"

type AdminFormOptions<Values> = {
  initial: Values
  save: SaveAction<Values>
  onSaved: (savedId: string, values: Values) => void
}

/** What is typed, what the server said about it, and whether leaving would lose something. */
export function useAdminForm<Values extends Draft>({ initial, save, onSaved }: AdminFormOptions<Values>) {
  const fieldError = useFieldError()
  const [draft, setDraft] = useState(initial)
  // What it was opened with: the list behind a form may be read again while it is filled in.
  const [first] = useState(initial)
  const [left, setLeft] = useState(false)
  const start: AdminFormState<Values> = {
    values: initial,
    errors: {},
    formError: null,
    attempt: 0,
    savedId: null,
  }
  const [state, dispatch, saving] = useActionState(
    async (before: AdminFormState<Values>, sent: Values): Promise<AdminFormState<Values>> => {
      const after = { ...(await saveOrExplain(save, before, sent)), values: sent }
      if (after.savedId) onSaved(after.savedId, sent)
      return after
    },
    start,
  )
  return {
    draft,
    change: (part: Partial<Values>) => setDraft((before) => ({ ...before, ...part })),
    state,
    saving,
    dirty: !left && state.savedId === null && !isSame(draft, first),
    leave: () => setLeft(true),
    /** A message belongs to the value it was about; it goes when that value is corrected. */
    errorOf: (field: Extract<keyof Values, string>) =>
      draft[field] === state.values[field] ? fieldError(field, state.errors[field]) : undefined,
    submit: (event: SubmitEvent<HTMLFormElement>) => {
      event.preventDefault()
      startTransition(() => dispatch(draft))
    },
  }
}

/** A server that doesn't answer must not take the page, and what is typed in it, away. */
async function saveOrExplain<Values extends Draft>(
  save: SaveAction<Values>,
  before: AdminFormState<Values>,
  sent: Values,
): Promise<AdminFormState<Values>> {
  try {
    return await save(before, formDataOf(sent))
  } catch {
    return { values: sent, errors: {}, formError: "network", attempt: before.attempt + 1, savedId: null }
  }
}

function isSame(first: Draft, second: Draft) {
  return Object.entries(first).every(([name, value]) => second[name] === value)
}
