import { revalidatePath } from "next/cache"
import type { AdminFormState } from "#components/admin/admin-form-state.ts"
import { getActor } from "#server/auth.ts"
import { type Deps, getDeps } from "#server/deps.ts"
import type { Actor } from "#server/domain/policy.ts"
import { AppError, StrandedError, TakenError } from "#server/errors.ts"

/** Never redirects and never throws for what a person can mend: everything typed stays in the page. */
export async function answer<Values>(
  before: AdminFormState<Values>,
  values: Values,
  save: (deps: Deps, actor: Actor) => Promise<string>,
): Promise<AdminFormState<Values>> {
  const refusal = { values, errors: {}, formError: null, attempt: before.attempt + 1, savedId: null }
  try {
    const [deps, actor] = await Promise.all([getDeps(), getActor()])
    const savedId = await save(deps, actor)
    revalidatePath("/admin", "layout")
    return { ...refusal, savedId }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    if (error instanceof StrandedError) return { ...refusal, errors: error.fields, stranded: error.stranded }
    if (error instanceof TakenError) return { ...refusal, errors: error.fields, taken: error.taken }
    if (Object.keys(error.fields).length > 0) return { ...refusal, errors: error.fields }
    return { ...refusal, formError: error.code }
  }
}
