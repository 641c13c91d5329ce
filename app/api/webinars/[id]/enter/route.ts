import { getLocale } from "next-intl/server"
import { getActor } from "#server/auth.ts"
import { getDeps } from "#server/deps.ts"
import { AppError, UpstreamError } from "#server/errors.ts"
import { isSameOrigin } from "#server/request.ts"
import { enterMeeting } from "#server/services/meetings.ts"

/** A plain form post, so that the meeting opens in a tab of its own without a pop-up blocker in the way. */
export async function POST(request: Request, context: { params: Promise<{ id: string }> }) {
  const deps = await getDeps()
  const { publicUrl } = deps.config
  if (!isSameOrigin(request.headers, publicUrl)) return new Response("forbidden", { status: 403 })
  const { id } = await context.params
  try {
    const url = await enterMeeting(deps, await getActor(), { webinarId: id, locale: await getLocale() })
    return new Response(null, { status: 303, headers: { location: url } })
  } catch (error) {
    const code = codeOf(error)
    const back =
      code === "unauthenticated" ? "/sign-in" : `/webinars/${encodeURIComponent(id)}?problem=${code}`
    return new Response(null, { status: 303, headers: { location: `${publicUrl}${back}` } })
  }
}

/** What the control room explains when it is shown again. */
function codeOf(error: unknown) {
  if (error instanceof AppError) return error.code
  if (!(error instanceof UpstreamError)) throw error
  if (error.reason === "unauthorized") return "bbb_unauthorized"
  if (error.reason === "tls") return "bbb_tls"
  return error.reason === "unreachable" || error.reason === "timeout" ? "bbb_unreachable" : "bbb_failed"
}
