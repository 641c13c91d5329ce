import { UpstreamError, type UpstreamReason, type UpstreamService } from "#server/errors.ts"

export type HttpSettings = {
  service: UpstreamService
  timeoutMs: number
  /** Secret values (keys, tokens, stream URLs) that no error message may carry. */
  redact?: string[]
  fetch?: typeof globalThis.fetch
}

export type HttpRequest = {
  url: string
  method?: "GET" | "POST"
  headers?: Record<string, string>
  body?: string
  /** Statuses whose body is an answer; any other is an error and its body is never read. Default: 200. */
  accept?: number[]
}

export type HttpAnswer = { status: number; headers: Headers; text: string }

type FailOptions = { retryable?: boolean; cause?: unknown; code?: string; settled?: boolean }

export type Http = {
  send(request: HttpRequest): Promise<HttpAnswer>
  fail(reason: UpstreamReason, message: string, options?: FailOptions): UpstreamError
}

const ANSWER_MAX_BYTES = 1_000_000
const MESSAGE_MAX_LENGTH = 240
/** Whoever has it may watch. */
const PLAY_KEY = /(\/hls\/[^/]+)\/[\w-]{32}(?=\/)/

/**
 * Messages name the method, the host and the path only: a query carries checksums, tokens and keys. The path of a
 * picture carries one too.
 */
export function makeHttp({ service, timeoutMs, redact = [], fetch }: HttpSettings): Http {
  function fail(reason: UpstreamReason, message: string, options: FailOptions = {}) {
    return new UpstreamError(service, reason, short(withoutSecrets(message, redact)), options)
  }

  async function send({ url, method = "GET", headers, body, accept = [200] }: HttpRequest) {
    if (!URL.canParse(url) || !/^https?:/i.test(url)) throw fail("refused", "not a web address")
    const target = new URL(url)
    const what = `${method} ${target.origin}${target.pathname.replace(PLAY_KEY, "$1/•••")}`
    const request: RequestInit = { method, redirect: "manual", cache: "no-store" }
    if (headers !== undefined) request.headers = headers
    if (body !== undefined) request.body = body
    try {
      // Looked up at the call, so that what replaces the global fetch (Next does) is what is used.
      const answer = await (fetch ?? globalThis.fetch)(target, {
        ...request,
        signal: AbortSignal.timeout(timeoutMs),
      })
      if (!accept.includes(answer.status)) {
        await answer.body?.cancel()
        const { reason, retryable } = verdictOfStatus(answer.status)
        const settled = !LOST_ON_THE_WAY.has(answer.status)
        throw fail(reason, `${what}: HTTP ${answer.status}`, {
          retryable,
          settled,
          code: `http_${answer.status}`,
        })
      }
      const text = await readText(answer)
      if (text === null) throw fail("bad_answer", `${what}: more than ${ANSWER_MAX_BYTES} bytes`)
      return { status: answer.status, headers: answer.headers, text }
    } catch (error) {
      if (error instanceof UpstreamError) throw error
      const { reason, code, cause } = verdictOfThrown(error)
      throw fail(reason, `${what}: ${code}`, { code, cause, settled: NOT_CONNECTED.has(code) })
    }
  }

  return { send, fail }
}

/** What a vendor wrote, in one line. */
export function vendorText(value: unknown) {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "")
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, " ").trim()
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

/** After the secrets are out: of one that is cut in two the first half would stay. */
function short(message: string) {
  return message.length > MESSAGE_MAX_LENGTH ? `${message.slice(0, MESSAGE_MAX_LENGTH)}…` : message
}

function withoutSecrets(text: string, secrets: string[]) {
  return secrets.reduce((clean, secret) => (secret === "" ? clean : clean.replaceAll(secret, "•••")), text)
}

function verdictOfStatus(status: number): { reason: UpstreamReason; retryable: boolean } {
  if (status === 401 || status === 403) return { reason: "unauthorized", retryable: false }
  if (status === 408 || status === 504) return { reason: "timeout", retryable: true }
  if (status === 429 || status === 503) return { reason: "busy", retryable: true }
  if (status >= 500) return { reason: "failed", retryable: true }
  if (status >= 400 && status !== 404 && status !== 405 && status !== 410)
    return { reason: "refused", retryable: false }
  // A redirect or an unknown path: the address is wrong. "not_found" is for a missing meeting or room.
  return { reason: "bad_answer", retryable: false }
}

/** ETIMEDOUT is "unreachable": nothing was sent. "timeout" means that the other side may have acted. */
const UNREACHABLE = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "EHOSTDOWN",
  "ENETUNREACH",
  "EADDRNOTAVAIL",
  "EPIPE",
  "ETIMEDOUT",
  "UND_ERR_CONNECT_TIMEOUT",
  "UND_ERR_SOCKET",
])
/** Of those, where nothing can have been sent: the others break a connection that was there. */
const NOT_CONNECTED = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "EHOSTDOWN",
  "ENETUNREACH",
  "EADDRNOTAVAIL",
  "UND_ERR_CONNECT_TIMEOUT",
])
/** A front end says so of a server that may be at work on it. */
const LOST_ON_THE_WAY = new Set([408, 502, 504])
const SLOW = new Set(["UND_ERR_HEADERS_TIMEOUT", "UND_ERR_BODY_TIMEOUT"])
const TLS_CODE = new RegExp(
  "^(ERR_TLS_|ERR_SSL_|CERT_|CRL_|SELF_SIGNED_|DEPTH_ZERO_SELF_SIGNED_|UNABLE_TO_|ERROR_IN_CERT_|INVALID_CA$|" +
    "INVALID_PURPOSE$|HOSTNAME_MISMATCH$|PATH_LENGTH_EXCEEDED$|EPROTO$)",
)

function verdictOfThrown(error: unknown): { reason: UpstreamReason; code: string; cause?: unknown } {
  if (error instanceof Error && error.name === "TimeoutError") return { reason: "timeout", code: "TIMEOUT" }
  const found = systemErrorIn(error)
  // A failure without a code may quote what was being sent: it is not kept.
  if (found === null) return { reason: "bad_answer", code: "BROKEN_EXCHANGE" }
  const { code, cause } = found
  if (TLS_CODE.test(code)) return { reason: "tls", code, cause }
  if (UNREACHABLE.has(code)) return { reason: "unreachable", code, cause }
  if (SLOW.has(code)) return { reason: "timeout", code, cause }
  return { reason: "bad_answer", code, cause }
}

/** fetch wraps the network's error, sometimes in an AggregateError with one error an address. */
function systemErrorIn(error: unknown): { code: string; cause: unknown } | null {
  for (let inner: unknown = error; inner instanceof Error; inner = inner.cause) {
    if ("code" in inner && typeof inner.code === "string") return { code: inner.code, cause: inner }
    if (inner instanceof AggregateError) return systemErrorIn(inner.errors[0])
  }
  return null
}

async function readText(answer: Response) {
  if (answer.body === null) return ""
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of answer.body) {
    size += chunk.byteLength
    // Leaving the loop cancels the stream and closes the connection.
    if (size > ANSWER_MAX_BYTES) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString("utf8")
}
