import type { DirectEventForm } from "#server/domain/direct-event.ts"
import { textOf } from "./admin-form-state.ts"

/** The duration as its select has it. */
export type DirectEventDraft = Omit<DirectEventForm, "durationMinutes"> & { durationMinutes: string }

export function directEventDraftOf(form: DirectEventForm): DirectEventDraft {
  return { ...form, durationMinutes: String(form.durationMinutes) }
}

export function readDirectEventDraft(data: FormData): DirectEventDraft {
  return {
    title: textOf(data, "title"),
    // Forms travel with the line ends of mail.
    description: textOf(data, "description").replaceAll("\r\n", "\n"),
    startDate: textOf(data, "startDate"),
    startTime: textOf(data, "startTime"),
    durationMinutes: textOf(data, "durationMinutes"),
    ownerEmail: textOf(data, "ownerEmail"),
    broadcasterId: textOf(data, "broadcasterId"),
    restricted: data.has("restricted"),
    listed: data.has("listed"),
    published: data.has("published"),
  }
}

export function directEventFormOf(draft: DirectEventDraft): DirectEventForm {
  return { ...draft, durationMinutes: Number(draft.durationMinutes) }
}
