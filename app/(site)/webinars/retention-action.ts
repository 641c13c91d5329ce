"use server"

import { attempt } from "#app/problem-of.ts"
import { KeepDays, type Retention } from "#server/domain/retention.ts"
import { setRetention } from "#server/services/retention.ts"

/** What a page sends is not to be trusted, whatever its type says. */
export async function saveRetention(
  webinarId: string,
  given: unknown,
): Promise<{ problem: string } | { problem: null; retention: Retention }> {
  const keepDays = KeepDays.safeParse(given)
  if (!keepDays.success) return { problem: "invalid" }
  const asked = { webinarId, keepDays: keepDays.data }
  const saved = await attempt((deps, actor) => setRetention(deps, actor, asked))
  return saved.refusal ? { problem: saved.refusal.code } : { problem: null, retention: saved.result }
}
