import { revalidatePath } from "next/cache"
import { attempt } from "#app/problem-of.ts"
import { type AdminFormState, formDataOf } from "#components/admin/admin-form-state.ts"
import { loadedIn } from "#components/forms/loaded.ts"
import type { Deps } from "#server/deps.ts"
import type { Actor } from "#server/domain/policy.ts"
import { type AppError, EditedError, StrandedError, TakenError } from "#server/errors.ts"

type Posted<Values> = {
  before: AdminFormState<Values>
  data: FormData
  read: (data: FormData) => Values
  save: (deps: Deps, actor: Actor, sent: { draft: Values; loaded: Values | undefined }) => Promise<string>
}

/** Never redirects and never throws for what a person can mend: everything typed stays in the page. */
export async function answer<Values>({
  before,
  data,
  read,
  save,
}: Posted<Values>): Promise<AdminFormState<Values>> {
  const draft = read(data)
  const answered = {
    values: draft,
    errors: {},
    formError: null,
    attempt: before.attempt + 1,
    savedId: null,
  }
  const saved = await attempt(async (deps, actor) => {
    const loaded = loadedIn(data)
    const savedId = await save(deps, actor, { draft, loaded: loaded ? read(loaded) : undefined })
    revalidatePath("/admin", "layout")
    return savedId
  })
  if (saved.refusal) return { ...answered, ...toldOf(saved.refusal, read) }
  return { ...answered, savedId: saved.result }
}

function toldOf<Values>(refusal: AppError, read: Posted<Values>["read"]): Partial<AdminFormState<Values>> {
  const errors = refusal.fields
  if (refusal instanceof StrandedError) return { errors, stranded: refusal.stranded }
  if (refusal instanceof TakenError) return { errors, taken: refusal.taken }
  if (refusal instanceof EditedError) {
    // What the form chooses from may be new too.
    revalidatePath("/admin", "layout")
    return { errors, stored: read(formDataOf(refusal.stored)) }
  }
  return Object.keys(errors).length > 0 ? { errors } : { formError: refusal.code }
}
