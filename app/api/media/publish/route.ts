import { getDeps } from "#server/deps.ts"
import { isFromMedia, Publisher } from "#server/media-link.ts"
import { admitPublisher } from "#server/services/play-key.ts"

export async function POST(request: Request) {
  const deps = await getDeps()
  if (!isFromMedia(request.headers, deps.config.secret)) return new Response("unauthorized", { status: 401 })
  const publisher = Publisher.safeParse(await request.json())
  if (!publisher.success) return new Response("bad request", { status: 400 })
  return Response.json(await admitPublisher(deps, publisher.data))
}
