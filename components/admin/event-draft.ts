import type { EventForm } from "#server/domain/event-form.ts"
import { textOf } from "./admin-form-state.ts"

/** The duration as its select has it. */
export type EventDraft = Omit<EventForm, "durationMinutes"> & { durationMinutes: string }

export function eventDraftOf(form: EventForm): EventDraft {
  return { ...form, durationMinutes: String(form.durationMinutes) }
}

export function readEventDraft(data: FormData): EventDraft {
  return {
    title: textOf(data, "title"),
    startDate: textOf(data, "startDate"),
    startTime: textOf(data, "startTime"),
    durationMinutes: textOf(data, "durationMinutes"),
    restricted: data.has("restricted"),
    listed: data.has("listed"),
    published: data.has("published"),
  }
}

export function eventFormOf(draft: EventDraft): EventForm {
  return { ...draft, durationMinutes: Number(draft.durationMinutes) }
}
