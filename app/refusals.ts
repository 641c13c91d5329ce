import { notFound, redirect } from "next/navigation"
import { signInPath } from "#components/frame/return-path.ts"
import { AppError } from "#server/errors.ts"

/** What a service refuses becomes a sign-in or "there is no page here"; an outsider can't tell foreign from missing. */
export async function orRefuse<Result>(reading: Promise<Result>, path: string): Promise<Result> {
  try {
    return await reading
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    if (error.code === "unauthenticated") redirect(signInPath(path))
    if (error.code === "not_found" || error.code === "forbidden") notFound()
    throw error
  }
}
