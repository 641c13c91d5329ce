import { refusalWith } from "#components/live/refusal.ts"

export type Refusal = { code: string; fields: Record<string, string> }

/** Why an order was not carried out; "other" where no answer came. */
export function refusalOf(error: unknown): Refusal {
  const { code, fields } = refusalWith(error)
  return { code: code ?? "other", fields }
}
