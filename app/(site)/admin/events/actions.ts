"use server"

import { revalidatePath } from "next/cache"
import { problemOf } from "#app/problem-of.ts"
import type { AdminFormState } from "#components/admin/admin-form-state.ts"
import {
  type DirectEventDraft,
  directEventFormOf,
  readDirectEventDraft,
} from "#components/admin/direct-event-draft.ts"
import { type EventDraft, eventFormOf, readEventDraft } from "#components/admin/event-draft.ts"
import { saveEvent } from "#server/services/admin-events.ts"
import { deleteDirectEvent, saveDirectEvent } from "#server/services/direct-events.ts"
import { answer } from "../answer.ts"

export async function saveEventForm(
  eventId: string,
  before: AdminFormState<EventDraft>,
  data: FormData,
): Promise<AdminFormState<EventDraft>> {
  return answer({
    before,
    data,
    read: readEventDraft,
    save: async (deps, actor, { draft, loaded }) => {
      const sent = { eventId, form: eventFormOf(draft), loaded: loaded && eventFormOf(loaded) }
      return (await saveEvent(deps, actor, sent)).eventId
    },
  })
}

export async function saveDirectEventForm(
  eventId: string | null,
  before: AdminFormState<DirectEventDraft>,
  data: FormData,
): Promise<AdminFormState<DirectEventDraft>> {
  return answer({
    before,
    data,
    read: readDirectEventDraft,
    save: async (deps, actor, { draft, loaded }) => {
      const sent = { eventId, form: directEventFormOf(draft), loaded: loaded && directEventFormOf(loaded) }
      return (await saveDirectEvent(deps, actor, sent)).eventId
    },
  })
}

export async function deleteEventForm(eventId: string) {
  return problemOf(async (deps, actor) => {
    await deleteDirectEvent(deps, actor, { eventId })
    revalidatePath("/admin/events")
  })
}
