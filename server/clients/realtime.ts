/** Announces signals through the official Pusher library, whoever serves the protocol. */
import { Agent } from "node:http"
import { Agent as TlsAgent } from "node:https"
import Pusher from "pusher"
import { z } from "zod"
import { messageOf, UpstreamError, type UpstreamReason } from "#server/errors.ts"

const TIMEOUT_MS = 3_000
const ANSWER_MAX_BYTES = 1024 * 1024
// The protocol's own bounds: more channels or events than this and the server refuses the request.
const CHANNELS_PER_PUBLISH = 100
const EVENTS_PER_BATCH = 10

export type RealtimeSettings = {
  appId: string
  key: string
  secret: string
  host: string
  port: number
  useTls: boolean
  cluster: string
}

export type PresenceMember = { user_id: string; user_info: Record<string, unknown> }

export type Realtime = {
  publish(channels: string[], event: string, data: unknown): Promise<void>
  publishBatch(items: { channel: string; event: string; data: unknown }[]): Promise<void>
  subscriptionCount(channel: string): Promise<number>
  authorizeChannel(
    socketId: string,
    channel: string,
    presence?: PresenceMember,
  ): { auth: string; channel_data?: string }
}

const Answer = z.looseObject({ error: z.unknown().optional(), code: z.number().optional() })
const NetworkError = z.object({ code: z.string().optional(), type: z.string().optional() })
const ChannelAnswer = z.object({ occupied: z.boolean(), subscription_count: z.int().min(0).optional() })

export function createRealtimeClient(settings: RealtimeSettings): Realtime {
  const pusher = new Pusher({
    appId: settings.appId,
    key: settings.key,
    secret: settings.secret,
    host: settings.host,
    port: String(settings.port),
    cluster: settings.cluster,
    useTLS: settings.useTls,
    timeout: TIMEOUT_MS,
    agent: keepAliveAgent(settings.useTls),
  })

  async function publish(channels: string[], event: string, data: unknown) {
    const text = toJson(data)
    for (const some of chunksOf(channels, CHANNELS_PER_PUBLISH))
      await request(() => pusher.trigger(some, event, text))
  }

  async function publishBatch(items: { channel: string; event: string; data: unknown }[]) {
    const events = items.map(({ channel, event, data }) => ({ channel, name: event, data: toJson(data) }))
    for (const some of chunksOf(events, EVENTS_PER_BATCH)) await request(() => pusher.triggerBatch(some))
  }

  async function subscriptionCount(channel: string) {
    const path = `/channels/${channel}`
    const answer = await request(() => pusher.get({ path, params: { info: "subscription_count" } }))
    const known = ChannelAnswer.safeParse(answer).data
    if (known && !known.occupied) return 0
    if (known?.subscription_count !== undefined) return known.subscription_count
    throw new UpstreamError("realtime", "bad_answer", "realtime server does not tell subscription_count")
  }

  function authorizeChannel(socketId: string, channel: string, presence?: PresenceMember) {
    return pusher.authorizeChannel(socketId, channel, presence)
  }

  return { publish, publishBatch, subscriptionCount, authorizeChannel }
}

function keepAliveAgent(useTls: boolean) {
  // Idle sockets go before Node's server side drops them after 5 s, so that none is reused half-dead.
  const options = { keepAlive: true, maxSockets: 8, timeout: 4_000 }
  return useTls ? new TlsAgent(options) : new Agent(options)
}

/** Encoded here, because the library leaves strings as they are and the browser would then guess. */
function toJson(data: unknown) {
  return JSON.stringify(data ?? null)
}

function chunksOf<T>(items: T[], size: number) {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  )
}

/** Resolves with a parsed answer that carries no error; everything else is an UpstreamError. */
async function request(send: () => Promise<Pusher.Response>) {
  const response = await send().catch((error: unknown) => {
    throw requestFailure(error)
  })
  const text = await readText(response)
  const answer = Answer.safeParse(parseJson(text)).data
  if (!answer)
    throw new UpstreamError("realtime", "bad_answer", "realtime server did not answer a JSON object")
  // soketi answers HTTP 200 with {"error", "code": 401} to a bad signature.
  if (answer.error !== undefined) throw statusFailure(answer.code ?? 400, text)
  return answer
}

/** The library's timeout ends with the headers, so the body gets its own. */
async function readText({ body }: Pusher.Response) {
  let isLate = false
  const stop = () => {
    isLate = true
    if ("destroy" in body && typeof body.destroy === "function") body.destroy(new Error("too slow"))
  }
  const timer = setTimeout(stop, TIMEOUT_MS)
  try {
    const chunks: Buffer[] = []
    let size = 0
    for await (const chunk of body) {
      const bytes = Buffer.from(chunk)
      size += bytes.length
      if (size > ANSWER_MAX_BYTES) throw new Error("the answer is too large")
      chunks.push(bytes)
    }
    return Buffer.concat(chunks).toString("utf8")
  } catch (cause) {
    const reason = isLate ? "timeout" : "bad_answer"
    throw new UpstreamError("realtime", reason, "realtime server's answer could not be read", { cause })
  } finally {
    clearTimeout(timer)
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

function requestFailure(error: unknown) {
  // The library throws plain errors for names and sizes it refuses by itself: our bug, not an outage.
  if (!(error instanceof Pusher.RequestError)) return error
  if (error.status !== undefined) return statusFailure(error.status, error.body ?? "")
  const { reason, code } = networkVerdict(error.error)
  // The library's message holds the signed URL, which could be replayed for ten minutes.
  const cause = new Error(messageOf(error.error).replace(/\?\S*/, "?…"))
  return new UpstreamError("realtime", reason, `realtime server: ${reason}`, { cause, code })
}

function statusFailure(status: number, body: string) {
  const reason = statusReason(status)
  const detail = body.slice(0, 200)
  const message = `realtime server answered ${status}: ${detail}`
  return new UpstreamError("realtime", reason, message, {
    retryable: status >= 500 || status === 429,
    code: String(status),
  })
}

function statusReason(status: number): UpstreamReason {
  if (status === 401 || status === 403) return "unauthorized"
  return status >= 500 ? "failed" : "refused"
}

function networkVerdict(error: unknown): { reason: UpstreamReason; code: string } {
  const { code, type } = NetworkError.safeParse(error).data ?? {}
  if (type === "aborted" || code === "ETIMEDOUT") return { reason: "timeout", code: code ?? "aborted" }
  const isTls = code !== undefined && /CERT|TLS|SSL|EPROTO|UNABLE_TO|SELF_SIGNED/.test(code)
  return { reason: isTls ? "tls" : "unreachable", code: code ?? type ?? "unknown" }
}
