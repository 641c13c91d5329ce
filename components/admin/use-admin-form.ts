"use client"

import { type SubmitEvent, startTransition, useActionState, useState } from "react"
import { addLoaded } from "#components/forms/loaded.ts"
import { UNANSWERED } from "#components/forms/unanswered.ts"
import { useStoredWords } from "#components/forms/use-stored-words.ts"
import { mergeForm } from "#server/domain/edits.ts"
import { type AdminFormState, type Draft, formDataOf, type SaveAction } from "./admin-form-state.ts"
import { useFieldError } from "./use-field-error.ts"

type AdminFormOptions<Values> = {
  initial: Values
  save: SaveAction<Values>
  onSaved: (savedId: string, values: Values) => void
  /** What people call a stored value that isn't written for them, such as an id. */
  wordsOf?: (field: string, stored: Values) => string | undefined
}

/** What is typed, what the server said about it, and whether leaving would lose something. */
export function useAdminForm<Values extends Draft>({
  initial,
  save,
  onSaved,
  wordsOf,
}: AdminFormOptions<Values>) {
  const fieldError = useFieldError()
  const storedWords = useStoredWords()
  const [draft, setDraft] = useState(initial)
  // With what it was filled: the list behind a form may be read again while it is filled in.
  const [loaded, setLoaded] = useState(initial)
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
      const data = formDataOf(sent)
      addLoaded(data, formDataOf(loaded))
      const answer = await save(before, data).catch(() => unanswered(before))
      const after = { ...answer, values: sent }
      if (after.stored) goOnFrom(after.stored)
      if (after.savedId) onSaved(after.savedId, sent)
      return after
    },
    start,
  )
  /** What this person has not touched is as it is stored by now; what they have, they save again knowing the other's. */
  const goOnFrom = (stored: Values) => {
    setDraft((mine) => mergeForm({ loaded, mine, stored }).merged)
    setLoaded(stored)
  }
  const messageOf = (field: string, key: string | undefined) =>
    key === "changedMeanwhile" && state.stored
      ? storedWords(field, state.stored, wordsOf?.(field, state.stored))
      : fieldError(field, key)
  const errorOf = (field: Extract<keyof Values, string>) =>
    draft[field] === state.values[field] ? messageOf(field, state.errors[field]) : undefined
  return {
    draft,
    loaded,
    change: (part: Partial<Values>) => setDraft((before) => ({ ...before, ...part })),
    state,
    saving,
    dirty: !left && state.savedId === null && !isSame(draft, loaded),
    leave: () => setLeft(true),
    /** A message belongs to the value it was about; it goes when that value is corrected. */
    errorOf,
    /** What somebody else stored meanwhile is told even where the field isn't shown. */
    conflictOf: (field: Extract<keyof Values, string>) =>
      state.errors[field] === "changedMeanwhile" ? errorOf(field) : undefined,
    messageOf,
    submit: (event: SubmitEvent<HTMLFormElement>) => {
      event.preventDefault()
      startTransition(() => dispatch(draft))
    },
  }
}

function unanswered<Values>({ attempt, values }: AdminFormState<Values>): AdminFormState<Values> {
  return { values, errors: {}, formError: UNANSWERED, attempt: attempt + 1, savedId: null }
}

function isSame(first: Draft, second: Draft) {
  return Object.entries(first).every(([name, value]) => second[name] === value)
}
