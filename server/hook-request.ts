// One delivery of bbb-webhooks as it comes over HTTP, and what BBB is answered (wire/bigbluebutton.md §4.2).
import type { Deps } from "./deps.ts"
import { AppError } from "./errors.ts"
import { takeDelivery } from "./services/meeting-deliveries.ts"

const BODY_MAX_BYTES = 256_000

export async function answerHook(deps: Deps, key: string, request: Request): Promise<Response> {
  try {
    await takeDelivery(deps, {
      key,
      checksum: new URL(request.url).searchParams.get("checksum"),
      authorization: request.headers.get("authorization"),
      readBody: () => readText(request),
    })
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    if (error.code === "not_found") return new Response("unknown", { status: 404 })
    // Not 401, which BBB takes for a success: while a secret is being changed it tries again, and no line is lost.
    if (error.code === "forbidden") return new Response("forbidden", { status: 403 })
    throw error
  }
  return new Response("taken")
}

/** null: it is longer, and the rest was not read. */
async function readText(request: Request) {
  if (Number(request.headers.get("content-length") ?? 0) > BODY_MAX_BYTES) return null
  if (!request.body) return ""
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of request.body) {
    size += chunk.byteLength
    if (size > BODY_MAX_BYTES) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString("utf8")
}
