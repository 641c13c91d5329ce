import { readAuditAddress } from "#components/admin/audit-address.ts"
import { getActor } from "#server/auth.ts"
import { getDeps } from "#server/deps.ts"
import { AppError } from "#server/errors.ts"
import { exportAudit } from "#server/services/audit.ts"

/** Spreadsheets take a file without it for Latin-1. */
const BYTE_ORDER_MARK = "\uFEFF"

export async function GET(request: Request) {
  const { filter } = readAuditAddress(Object.fromEntries(new URL(request.url).searchParams))
  const [deps, actor] = await Promise.all([getDeps(), getActor()])
  try {
    const lines = exportAudit(deps, actor, filter)
    const name = `amphi-audit-${deps.clock.now().toISOString().slice(0, 10)}.csv`
    return new Response(streamOf(lines), {
      headers: {
        "content-type": "text/csv; charset=utf-8",
        "content-disposition": `attachment; filename="${name}"`,
        "cache-control": "no-store",
      },
    })
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return new Response(error.code, { status: error.code === "unauthenticated" ? 401 : 403 })
  }
}

function streamOf(lines: AsyncGenerator<string>) {
  const encoder = new TextEncoder()
  return new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(encoder.encode(BYTE_ORDER_MARK))
    },
    async pull(controller) {
      const { value, done } = await lines.next()
      if (done) controller.close()
      else controller.enqueue(encoder.encode(value))
    },
    async cancel() {
      await lines.return(undefined)
    },
  })
}
