import { getDeps } from "#server/deps.ts"
import { answerHook } from "#server/hook-request.ts"

/** bbb-webhooks posts here what happens in a meeting. */
export async function POST(request: Request, context: { params: Promise<{ key: string }> }) {
  return answerHook(await getDeps(), (await context.params).key, request)
}
