"use server"

import { revalidatePath } from "next/cache"
import type { AdminFormState } from "#components/admin/admin-form-state.ts"
import {
  type DirectEventDraft,
  directEventFormOf,
  readDirectEventDraft,
} from "#components/admin/direct-event-draft.ts"
import { type EventDraft, eventFormOf, readEventDraft } from "#components/admin/event-draft.ts"
import { getActor } from "#server/auth.ts"
import { getDeps } from "#server/deps.ts"
import type { EventForm } from "#server/domain/event-form.ts"
import { AppError } from "#server/errors.ts"
import { saveEvent } from "#server/services/admin-events.ts"
import { deleteDirectEvent, saveDirectEvent } from "#server/services/direct-events.ts"
import { answer } from "../answer.ts"

export async function saveEventForm(
  eventId: string,
  loaded: EventForm,
  before: AdminFormState<EventDraft>,
  data: FormData,
): Promise<AdminFormState<EventDraft>> {
  const draft = readEventDraft(data)
  return answer(before, draft, async (deps, actor) => {
    const saved = await saveEvent(deps, actor, { eventId, form: eventFormOf(draft), loaded })
    return saved.eventId
  })
}

export async function saveDirectEventForm(
  eventId: string | null,
  before: AdminFormState<DirectEventDraft>,
  data: FormData,
): Promise<AdminFormState<DirectEventDraft>> {
  const draft = readDirectEventDraft(data)
  return answer(before, draft, async (deps, actor) => {
    const saved = await saveDirectEvent(deps, actor, { eventId, form: directEventFormOf(draft) })
    return saved.eventId
  })
}

export async function deleteEventForm(eventId: string): Promise<string | null> {
  try {
    const [deps, actor] = await Promise.all([getDeps(), getActor()])
    await deleteDirectEvent(deps, actor, { eventId })
    revalidatePath("/admin/events")
    return null
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return error.code
  }
}
