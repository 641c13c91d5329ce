import { redirect } from "next/navigation"
import { signInPath } from "#components/frame/return-path.ts"
import { getActor } from "#server/auth.ts"
import { type Deps, getDeps } from "#server/deps.ts"
import type { Actor } from "#server/domain/policy.ts"
import { AppError } from "#server/errors.ts"

/** What an administrator's page shows; null for somebody who is signed in but is none. */
export async function forAdmin<Result>(
  path: string,
  read: (deps: Deps, actor: Actor) => Promise<Result>,
): Promise<Result | null> {
  try {
    const [deps, actor] = await Promise.all([getDeps(), getActor()])
    return await read(deps, actor)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    if (error.code === "unauthenticated") redirect(signInPath(path))
    if (error.code === "forbidden") return null
    throw error
  }
}
