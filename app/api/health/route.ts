import { getDeps } from "#server/deps.ts"
import { checkHealth } from "#server/services/operations.ts"

export const dynamic = "force-dynamic"

export async function GET() {
  const health = await checkHealth(await getDeps())
  return Response.json(health, { status: health.ok ? 200 : 503, headers: { "cache-control": "no-store" } })
}
