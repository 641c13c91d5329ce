import { getDeps } from "#server/deps.ts"
import { isFromMedia, StreamNotice } from "#server/media-link.ts"
import { noteStream } from "#server/services/streams.ts"

export async function POST(request: Request) {
  const deps = await getDeps()
  if (!isFromMedia(request.headers, deps.config.secret)) return new Response("unauthorized", { status: 401 })
  const notice = StreamNotice.safeParse(await request.json())
  if (!notice.success) return new Response("bad request", { status: 400 })
  await noteStream(deps, notice.data)
  return Response.json({ noted: true })
}
