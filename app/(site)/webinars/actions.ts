"use server"

import { attempt, problemOf } from "#app/problem-of.ts"
import { slidesError } from "#components/webinar/slides-file.ts"
import { draftOf, parseDraft, readDraft, readLoaded } from "#components/webinar/webinar-draft.ts"
import type { WebinarFormState } from "#components/webinar/webinar-form-state.ts"
import type { Deps } from "#server/deps.ts"
import type { Actor } from "#server/domain/policy.ts"
import type { ParsedForm, WebinarForm } from "#server/domain/webinar.ts"
import { type AppError, EditedError, NoGatewayError } from "#server/errors.ts"
import { deleteWebinar, getWebinarEdit, newWebinarForm, saveWebinar } from "#server/services/webinars.ts"

/** Never redirects and never throws for what a person can mend: everything typed stays in the page. */
export async function saveWebinarForm(
  webinarId: string | null,
  before: WebinarFormState,
  data: FormData,
): Promise<WebinarFormState> {
  const values = readDraft(data)
  const loaded = readLoaded(data)
  const nothing = { errors: {}, formError: null, savedId: null, slots: [], stored: null }
  const answer = { ...nothing, values, attempt: before.attempt + 1 }
  const saving = await attempt(async (deps, actor) => {
    const parsed = await parseFor(deps, actor, { webinarId, values, loaded })
    const file = slidesFile(data)
    const slidesProblem = file && slidesError(file)
    const errors = {
      ...(parsed.ok ? {} : parsed.errors),
      ...(slidesProblem ? { slides: slidesProblem } : {}),
    }
    if (!parsed.ok || slidesProblem) return { errors }
    const slides = await slidesOf(data, file, deps)
    const sent = { webinarId, form: parsed.form, loaded: loaded ?? undefined, slides }
    const saved = await saveWebinar(deps, actor, sent)
    return { savedId: saved.webinarId }
  })
  return { ...answer, ...(saving.refusal ? toldOf(saving.refusal) : saving.result) }
}

function toldOf(refusal: AppError): Partial<WebinarFormState> {
  const stored = refusal instanceof EditedError && "lock" in refusal.stored ? draftOf(refusal.stored) : null
  if (Object.keys(refusal.fields).length > 0) return { errors: refusal.fields, stored }
  return { formError: refusal.code, slots: refusal instanceof NoGatewayError ? refusal.slots : [] }
}

export async function deleteWebinarForm(webinarId: string) {
  return problemOf((deps, actor) => deleteWebinar(deps, actor, { webinarId }))
}

type Sent = {
  webinarId: string | null
  values: WebinarFormState["values"]
  loaded: WebinarForm | null
}

async function parseFor(
  deps: Deps,
  actor: Actor,
  { webinarId, values, loaded }: Sent,
): Promise<ParsedForm<WebinarForm>> {
  const base = webinarId
    ? (loaded ?? (await getWebinarEdit(deps, actor, { webinarId })).form)
    : newWebinarForm(deps, actor)
  const { fields, maxDurationMinutes } = deps.config.webinars
  return parseDraft(values, { base, shown: fields, maxDurationMinutes })
}

function slidesFile(data: FormData) {
  const file = data.get("slides")
  return file instanceof File && file.name !== "" ? file : null
}

/** undefined keeps what is stored, null removes it; without the field on the page it is kept, whatever was sent. */
async function slidesOf(data: FormData, file: File | null, deps: Deps) {
  if (!deps.config.webinars.fields.includes("slides")) return undefined
  if (file) return { filename: file.name, bytes: new Uint8Array(await file.arrayBuffer()) }
  return data.has("slidesRemoved") ? null : undefined
}
