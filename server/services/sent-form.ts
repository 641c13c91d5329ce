// A form as it was sent: checked, and merged with what others have saved meanwhile.
import type { z } from "zod"
import { mergeForm, type Plain } from "../domain/edits.ts"
import { fieldErrors } from "../domain/form.ts"
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

export function parsed<Form>(schema: z.ZodType<Form>, sent: Form): Form {
  const result = schema.safeParse(sent)
  if (!result.success) throw invalid(fieldErrors(result.error))
  return result.data
}

export function refuseFields(fields: Readonly<Record<string, string>>) {
  if (Object.keys(fields).length > 0) throw invalid(fields)
}

export function invalid(fields: Record<string, string>) {
  const said = Object.entries(fields).map(([name, key]) => `${name} (${key})`)
  return new AppError("invalid", `bad fields: ${said.join(", ")}`, { fields })
}
