import { z } from "zod"
import { getActor } from "#server/auth.ts"
import { getDeps } from "#server/deps.ts"
import { isSameOrigin } from "#server/request.ts"
import { authorizeChannel } from "#server/services/realtime-access.ts"

const Subscription = z.object({ socket_id: z.string().max(40), channel_name: z.string().max(200) })

export async function POST(request: Request) {
  const deps = await getDeps()
  if (!isSameOrigin(request.headers, deps.config.publicUrl)) return new Response("forbidden", { status: 403 })
  const form = Subscription.safeParse(Object.fromEntries(await request.formData()))
  if (!form.success) return new Response("bad request", { status: 400 })
  const { socket_id: socketId, channel_name: channel } = form.data
  const grant = await authorizeChannel(deps, await getActor(), { socketId, channel })
  return grant ? Response.json(grant) : new Response("forbidden", { status: 403 })
}
