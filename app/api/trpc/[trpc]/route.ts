import { answerCalls } from "#server/api/answer.ts"
import { getActor } from "#server/auth.ts"
import { getDeps } from "#server/deps.ts"
import { isSameOrigin } from "#server/request.ts"

async function handle(request: Request) {
  const deps = await getDeps()
  if (request.method !== "GET" && !isSameOrigin(request.headers, deps.config.publicUrl))
    return new Response("forbidden", { status: 403 })
  return answerCalls(request, async () => ({ deps, actor: await getActor() }))
}

export { handle as GET, handle as POST }
