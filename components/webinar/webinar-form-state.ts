import type { FormState } from "#server/domain/form.ts"
import type { Slot } from "#server/domain/free-slots.ts"
import type { OptionalField } from "#server/domain/webinar.ts"
import type { WebinarDraft } from "./webinar-draft.ts"

export type WebinarFormState = FormState<WebinarDraft> & {
  /** Set once the webinar is stored; the page then moves on. */
  savedId: string | null
  /** Where no gateway was free: the nearest times at which one is. */
  slots: readonly Slot[]
  /** Where somebody else changed the same fields: what is stored by now. */
  stored: WebinarDraft | null
}

export type SaveWebinarAction = (state: WebinarFormState, data: FormData) => Promise<WebinarFormState>

/** What the edit page needs to know of the institution's settings. */
export type FormSettings = {
  shown: readonly OptionalField[]
  maxDurationMinutes: number
  timeZone: string
}

export type StoredSlides = { filename: string; sizeBytes: number }

/** The file itself can't be kept by the browser, only its name. */
export type SlidesChoice = { kind: "keep" } | { kind: "remove" } | { kind: "replace"; file: File }

/** Every part of the form gets the draft, a way to change it, and the message of each wrong field. */
export type SectionProps = {
  draft: WebinarDraft
  change: (part: Partial<WebinarDraft>) => void
  errorOf: (field: string) => string | undefined
  settings: FormSettings
}
