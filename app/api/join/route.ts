import { getLocale } from "next-intl/server"
import { z } from "zod"
import { getActor } from "#server/auth.ts"
import { getDeps } from "#server/deps.ts"
import { AppError, UpstreamError } from "#server/errors.ts"
import { isSameOrigin } from "#server/request.ts"
import { getJoin, joinByKey } from "#server/services/join.ts"

const JoinRequest = z.object({ key: z.string().min(5).max(64), name: z.string().max(200) })

/** Whether the meeting is there yet. */
export async function GET(request: Request) {
  const key = new URL(request.url).searchParams.get("key") ?? ""
  const join = await getJoin(await getDeps(), await getActor(), { key })
  const ready = join.kind === "streaming_user" || (join.kind === "speaker" && join.ready)
  return Response.json({ ready }, { headers: { "cache-control": "no-store" } })
}

export async function POST(request: Request) {
  const deps = await getDeps()
  if (!isSameOrigin(request.headers, deps.config.publicUrl))
    return Response.json({ error: "forbidden" }, { status: 403 })
  const body = JoinRequest.safeParse(await request.json().catch(() => null))
  if (!body.success) return Response.json({ error: "invalid" }, { status: 400 })
  try {
    const answer = await joinByKey(deps, await getActor(), { ...body.data, locale: await getLocale() })
    return Response.json(answer)
  } catch (error) {
    if (error instanceof AppError) return Response.json({ error: error.code }, { status: 409 })
    if (!(error instanceof UpstreamError)) throw error
    return Response.json({ error: "upstream" }, { status: 502 })
  }
}
