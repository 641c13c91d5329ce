import { getDeps } from "#server/deps.ts"
import { answerMetrics } from "#server/services/operations.ts"

export const dynamic = "force-dynamic"

export async function GET(request: Request) {
  const { status, type, body } = await answerMetrics(await getDeps(), request.headers.get("authorization"))
  return new Response(body, { status, headers: { "content-type": type, "cache-control": "no-store" } })
}
