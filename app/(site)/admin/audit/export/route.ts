import { readAuditAddress } from "#components/admin/audit-address.ts"
import { getActor } from "#server/auth.ts"
import { getDeps } from "#server/deps.ts"
import { AppError } from "#server/errors.ts"
import { exportAudit } from "#server/services/audit.ts"
import { downloadOf } from "../../../../download.ts"

export async function GET(request: Request) {
  const { filter } = readAuditAddress(Object.fromEntries(new URL(request.url).searchParams))
  const [deps, actor] = await Promise.all([getDeps(), getActor()])
  try {
    const pieces = await exportAudit(deps, actor, filter)
    const day = deps.clock.now().toISOString().slice(0, 10)
    return downloadOf({ name: `amphi-audit-${day}.csv`, type: "text/csv", pieces })
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return new Response(error.code, { status: error.code === "unauthenticated" ? 401 : 403 })
  }
}
