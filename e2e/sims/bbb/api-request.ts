import type { IncomingMessage } from "node:http"

export type ApiRequest = {
  method: string
  call: string
  rawQuery: string
  /** Query first, then form body; only the first of repeated parameters counts. */
  params: ReadonlyMap<string, string>
  checksums: readonly string[]
  contentType: string
  body: Buffer
  cookie: string | null
  wantsJson: boolean
}

export async function readApiRequest(message: IncomingMessage, call: string): Promise<ApiRequest> {
  const url = message.url ?? "/"
  const mark = url.indexOf("?")
  const rawQuery = mark < 0 ? "" : url.slice(mark + 1)
  const body = await readBody(message)
  const contentType = (message.headers["content-type"] ?? "").toLowerCase()
  const pairs = [
    ...new URLSearchParams(rawQuery),
    ...(await formPairs(body, message.headers["content-type"] ?? "")),
  ]
  const params = new Map<string, string>()
  for (const [name, value] of pairs) if (!params.has(name)) params.set(name, value)
  return {
    method: message.method ?? "GET",
    call,
    rawQuery,
    params,
    checksums: pairs.filter(([name]) => name === "checksum").map(([, value]) => value),
    contentType: contentType.split(";")[0]?.trim() ?? "",
    body,
    cookie: sessionCookie(message),
    wantsJson: (message.headers.accept ?? "").startsWith("application/json"),
  }
}

export async function readBody(message: IncomingMessage) {
  const chunks: Buffer[] = []
  for await (const chunk of message) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks)
}

export function sessionCookie(message: IncomingMessage) {
  return /(?:^|;\s*)JSESSIONID=([^;\s]+)/.exec(message.headers.cookie ?? "")?.[1] ?? null
}

async function formPairs(body: Buffer, contentType: string): Promise<[string, string][]> {
  if (body.length === 0) return []
  const type = contentType.toLowerCase()
  if (type.startsWith("application/x-www-form-urlencoded"))
    return [...new URLSearchParams(body.toString("utf8"))]
  if (!type.startsWith("multipart/form-data")) return []
  const form = await new Response(new Uint8Array(body), {
    headers: { "content-type": contentType },
  }).formData()
  const pairs: [string, string][] = []
  for (const [name, value] of form) if (typeof value === "string") pairs.push([name, value])
  return pairs
}
