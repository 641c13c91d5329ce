import { getActor } from "#server/auth.ts"
import { type Deps, getDeps } from "#server/deps.ts"
import type { Actor } from "#server/domain/policy.ts"
import { AppError, type ErrorCode } from "#server/errors.ts"

type Act<Result> = (deps: Deps, actor: Actor) => Promise<Result>

/** What a person asked for, or why it was refused; anything else is thrown. */
export async function attempt<Result>(
  act: Act<Result>,
): Promise<{ refusal: null; result: Result } | { refusal: AppError }> {
  try {
    const [deps, actor] = await Promise.all([getDeps(), getActor()])
    return { refusal: null, result: await act(deps, actor) }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return { refusal: error }
  }
}

/** The code of a refusal, for the page to say in words; null when it is done. */
export async function problemOf(act: Act<unknown>): Promise<ErrorCode | null> {
  const { refusal } = await attempt(act)
  return refusal?.code ?? null
}
