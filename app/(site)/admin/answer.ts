import { revalidatePath } from "next/cache"
import { type AdminFormState, formDataOf, readLoaded } from "#components/admin/admin-form-state.ts"
import { getActor } from "#server/auth.ts"
import { type Deps, getDeps } from "#server/deps.ts"
import type { Actor } from "#server/domain/policy.ts"
import { AppError, EditedError, StrandedError, TakenError } from "#server/errors.ts"

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
  const refusal = {
    values: draft,
    errors: {},
    formError: null,
    attempt: before.attempt + 1,
    savedId: null,
  }
  try {
    const [deps, actor] = await Promise.all([getDeps(), getActor()])
    const savedId = await save(deps, actor, { draft, loaded: readLoaded(data, read) })
    revalidatePath("/admin", "layout")
    return { ...refusal, savedId }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    if (error instanceof StrandedError) return { ...refusal, errors: error.fields, stranded: error.stranded }
    if (error instanceof TakenError) return { ...refusal, errors: error.fields, taken: error.taken }
    if (error instanceof EditedError) {
      // What the form chooses from may be new too.
      revalidatePath("/admin", "layout")
      return { ...refusal, errors: error.fields, stored: read(formDataOf(error.stored)) }
    }
    if (Object.keys(error.fields).length > 0) return { ...refusal, errors: error.fields }
    return { ...refusal, formError: error.code }
  }
}
