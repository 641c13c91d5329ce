import { getDeps } from "#server/deps.ts"
import { isFromMedia, Review } from "#server/media-link.ts"
import { reviewPublishers } from "#server/services/play-key.ts"

/** Who publishes may be wrong a moment later, and so may who watches: some are cut, the others get their keys. */
export async function POST(request: Request) {
  const deps = await getDeps()
  if (!isFromMedia(request.headers, deps.config.secret)) return new Response("unauthorized", { status: 401 })
  const review = Review.safeParse(await request.json())
  if (!review.success) return new Response("bad request", { status: 400 })
  return Response.json(await reviewPublishers(deps, review.data.publishing))
}
