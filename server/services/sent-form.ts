// A form as it was sent: checked, and merged with what others have saved meanwhile.
import { mergeForm, type Plain } from "../domain/edits.ts"
import { AppError, EditedError, type EditedForm } from "../errors.ts"

export type Sent<Form> = {
  form: Form
  /** With what the form was filled: the rest stays as it is stored by now. Without it everything is meant as it is. */
  loaded?: Form | undefined
}

/** What this person changed, on what is stored. Throws EditedError where somebody else changed the same. */
export function mergedWith<Form extends EditedForm & { [Field in keyof Form]: Plain }>(
  stored: Form,
  { form, loaded }: Sent<Form>,
): Form {
  if (!loaded) return form
  const { merged, conflicts } = mergeForm({ loaded, mine: form, stored })
  if (conflicts.length > 0) throw new EditedError(conflicts, stored)
  return merged
}

export function refuseFields(fields: Record<string, string>, message: string) {
  if (Object.keys(fields).length > 0) throw new AppError("invalid", message, { fields })
}

type Schema<T> = { safeParse(value: unknown): { success: true; data: T } | { success: false; error: Issues } }
type Issues = { issues: { path: PropertyKey[]; message: string }[] }

export function parsed<T>(schema: Schema<T>, value: unknown): T {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const fields = Object.fromEntries(
    result.error.issues.map((issue) => [String(issue.path[0]), issue.message]),
  )
  throw new AppError("invalid", `bad fields: ${Object.keys(fields).join(", ")}`, { fields })
}
