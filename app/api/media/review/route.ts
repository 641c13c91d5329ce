import { getDeps } from "#server/deps.ts"
import { isFromMedia, Review } from "#server/media-link.ts"
import { listOverstayers } from "#server/services/streams.ts"

/** Who publishes may still be wrong a moment later: whoever is named in the answer is cut. */
export async function POST(request: Request) {
  const deps = await getDeps()
  if (!isFromMedia(request.headers, deps.config.secret)) return new Response("unauthorized", { status: 401 })
  const review = Review.safeParse(await request.json())
  if (!review.success) return new Response("bad request", { status: 400 })
  return Response.json({ cut: await listOverstayers(deps, review.data.publishing) })
}
