"use server"

import type { AdminFormState } from "#components/admin/admin-form-state.ts"
import { type EventDraft, eventFormOf, readEventDraft } from "#components/admin/event-draft.ts"
import { saveEvent } from "#server/services/admin-events.ts"
import { answer } from "../answer.ts"

export async function saveEventForm(
  eventId: string,
  before: AdminFormState<EventDraft>,
  data: FormData,
): Promise<AdminFormState<EventDraft>> {
  const draft = readEventDraft(data)
  return answer(before, draft, async (deps, actor) => {
    const saved = await saveEvent(deps, actor, { eventId, form: eventFormOf(draft) })
    return saved.eventId
  })
}
