"use server"

import { getActor } from "#server/auth.ts"
import { getDeps } from "#server/deps.ts"
import { KeepDays, type Retention } from "#server/domain/retention.ts"
import { AppError } from "#server/errors.ts"
import { setRetention } from "#server/services/retention.ts"

/** What a page sends is not to be trusted, whatever its type says. */
export async function saveRetention(
  webinarId: string,
  given: unknown,
): Promise<{ problem: string } | { problem: null; retention: Retention }> {
  const keepDays = KeepDays.safeParse(given)
  if (!keepDays.success) return { problem: "invalid" }
  try {
    const [deps, actor] = await Promise.all([getDeps(), getActor()])
    const asked = { webinarId, keepDays: keepDays.data }
    return { problem: null, retention: await setRetention(deps, actor, asked) }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return { problem: error.code }
  }
}
