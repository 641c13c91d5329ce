"use client"

import { useRouter } from "next/navigation"
import { useTranslations } from "next-intl"
import { useActionState, useEffect, useState } from "react"
import { toast } from "sonner"
import { addLoaded } from "#components/forms/loaded.ts"
import { UNANSWERED } from "#components/forms/unanswered.ts"
import { useStoredWords } from "#components/forms/use-stored-words.ts"
import { GuestPolicy } from "#server/domain/webinar.ts"
import { mergeEdits } from "#server/domain/webinar-edits.ts"
import { findKeptDraft, forgetDraft, keepDraft } from "./kept-draft.ts"
import { useErrorWords } from "./use-error-words.ts"
import { type WebinarDraft, writeDraft } from "./webinar-draft.ts"
import type { WebinarFormProps } from "./webinar-form.tsx"
import type { SlidesChoice, WebinarFormState } from "./webinar-form-state.ts"

/** The edit page's state: what is typed, what the server said about it, and what is kept for later. */
export function useWebinarForm({ webinarId, initial, save }: WebinarFormProps) {
  const words = useErrorWords()
  const storedWords = useStoredWords()
  const guestWords = useGuestWords()
  const keptAs = webinarId ?? "new"
  const [draft, setDraft] = useState(initial)
  const [loaded, setLoaded] = useState(initial)
  const [slides, setSlides] = useState<SlidesChoice>({ kind: "keep" })
  const [restored, setRestored] = useState<{ fileName: string | null } | null>(null)
  const [left, setLeft] = useState(false)
  const [state, dispatch, saving] = useActionState(
    async (before: WebinarFormState, data: FormData) => {
      const answer = await save(before, data).catch(() => unanswered(before, draft))
      if (answer.stored) goOnFrom(answer.stored)
      return answer
    },
    { values: initial, errors: {}, formError: null, attempt: 0, savedId: null, slots: [], stored: null },
  )
  /** What this person has not touched is as it is stored by now; what they have, they save again knowing the other's. */
  const goOnFrom = (stored: WebinarDraft) => {
    setDraft((mine) => mergeEdits({ loaded, mine, stored }).merged)
    setLoaded(stored)
  }
  const changed = slides.kind !== "keep" || !isSameDraft(draft, loaded)
  const dirty = changed && !left && state.savedId === null

  useEffect(() => {
    const kept = findKeptDraft(keptAs)
    if (!kept || (isSameDraft(kept.draft, initial) && !kept.fileName)) return
    setDraft(kept.draft)
    setLoaded(kept.loaded)
    setRestored({ fileName: kept.fileName })
  }, [keptAs, initial])
  useEffect(() => {
    if (!dirty) return
    keepDraft(keptAs, { draft, loaded, fileName: slides.kind === "replace" ? slides.file.name : null })
  }, [keptAs, dirty, draft, loaded, slides])
  useLeaveWhenSaved(state.savedId, webinarId !== null, keptAs)

  const messageOf = (field: string, key: string) =>
    key === "changedMeanwhile" && state.stored
      ? storedWords(field, state.stored, field === "guestPolicy" ? guestWords(state.stored) : undefined)
      : words(key)
  const errorOf = (field: string) => {
    const key = state.errors[field]
    if (!key || !isUnchanged(field, draft, state.values)) return undefined
    return messageOf(field, key)
  }
  const emailErrorOf = (email: string) => {
    const key = state.errors[`presenterEmails.${state.values.presenterEmails.indexOf(email)}`]
    return key && words(key)
  }
  const forget = () => {
    setLeft(true)
    forgetDraft(keptAs)
  }
  return {
    draft,
    change: (part: Partial<WebinarDraft>) => setDraft((before) => ({ ...before, ...part })),
    slides,
    setSlides,
    state,
    saving,
    dirty,
    restored,
    errorOf,
    messageOf,
    emailErrorOf,
    forget,
    discard: () => {
      forgetDraft(keptAs)
      setDraft(initial)
      setLoaded(initial)
      setRestored(null)
    },
    submit: () => dispatch(formDataOf({ draft, slides, loaded: webinarId ? loaded : null })),
  }
}

function useGuestWords() {
  const t = useTranslations("webinar.guest")
  return ({ guestPolicy }: WebinarDraft) => {
    const policy = GuestPolicy.safeParse(guestPolicy)
    return policy.success ? t(policy.data) : ""
  }
}

function useLeaveWhenSaved(savedId: string | null, existed: boolean, keptAs: string) {
  const t = useTranslations("webinar.edit")
  const router = useRouter()
  useEffect(() => {
    if (!savedId) return
    forgetDraft(keptAs)
    toast.success(t(existed ? "saved" : "created"))
    router.push(`/webinars/${savedId}`)
  }, [savedId, existed, keptAs, router, t])
}

function unanswered({ attempt }: WebinarFormState, values: WebinarDraft): WebinarFormState {
  const nothing = { errors: {}, savedId: null, slots: [], stored: null }
  return { ...nothing, values, formError: UNANSWERED, attempt: attempt + 1 }
}

type Sent = {
  draft: WebinarDraft
  slides: SlidesChoice /** Of one that exists. */
  loaded: WebinarDraft | null
}

function formDataOf({ draft, slides, loaded }: Sent) {
  const data = writeDraft(draft)
  if (loaded) addLoaded(data, writeDraft(loaded))
  if (slides.kind === "replace") data.set("slides", slides.file)
  if (slides.kind === "remove") data.set("slidesRemoved", "on")
  return data
}

/** A message belongs to the value it was about; it goes when that value is corrected. */
function isUnchanged(field: string, draft: WebinarDraft, judged: WebinarDraft) {
  const name = field.split(".")[0]
  const [now, then] = [draft, judged].map((each) => Object.entries(each).find(([key]) => key === name)?.[1])
  return isSame(now, then)
}

/** As they would be sent: the order in which their parts are written down doesn't matter. */
function isSameDraft(first: WebinarDraft, second: WebinarDraft) {
  return isSame([...writeDraft(first)], [...writeDraft(second)])
}

function isSame(first: unknown, second: unknown) {
  return JSON.stringify(first) === JSON.stringify(second)
}
