import { z } from "zod"
import type { GatewayServer, StartStream } from "#server/clients/contracts.ts"
import { type Http, makeHttp, vendorText } from "#server/clients/http.ts"
import { ROOM_KEY_PATTERN, RTMP_URL_PATTERN, START_TIMEOUT_MS } from "#server/domain/gateway.ts"

export type SipmediagwSettings = {
  fetch?: typeof globalThis.fetch
  now?: () => number
  /** A stop takes 20 s in 1.5 and 1.6, a start up to 11 s in 1.7, without any network. */
  timeoutsMs?: { start: number; stop: number; chat: number; status: number }
  /** Between two chat messages to one gateway: faster ones get lost in its browser. */
  chatGapMs?: number
}

export const DEFAULT_TIMEOUTS_MS = { start: START_TIMEOUT_MS, stop: 60_000, chat: 10_000, status: 10_000 }

/** One for each exchange, because the secrets to keep out of its errors are those of the server called. */
export function httpTo(
  server: GatewayServer,
  settings: SipmediagwSettings,
  exchange: keyof typeof DEFAULT_TIMEOUTS_MS,
  secrets: string[] = [],
) {
  const timeoutMs = (settings.timeoutsMs ?? DEFAULT_TIMEOUTS_MS)[exchange]
  const redact = [server.token, ...secrets]
  return makeHttp({ service: "sipmediagw", timeoutMs, redact, fetch: settings.fetch })
}

/** Percent-encoded: SIPMediaGW and its proxies don't agree on what a plus is. */
export function gatewayUrl(server: GatewayServer, path: string, query: Record<string, string> = {}) {
  const pairs = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
  return `${server.url.replace(/\/+$/, "")}${path}${pairs.length === 0 ? "" : `?${pairs.join("&")}`}`
}

/** Also where the version wants no token: a front-end proxy may. */
export function gatewayHeaders(server: GatewayServer): Record<string, string> {
  return server.token === "" ? {} : { authorization: `Bearer ${server.token}` }
}

/** A room ends in a shell word, unquoted. */
export function refuseUnsafeRoom(http: Http, room: string) {
  if (!ROOM_KEY_PATTERN.test(room)) throw http.fail("refused", "unsafe room", { code: "unsafe_room" })
}

const JOIN_DOMAIN_PATTERN = /^[A-Za-z0-9.-]+(:\d{1,5})?(\/[A-Za-z0-9._~-]+)*$/

export function refuseUnsafeStart(http: Http, { room, rtmpUrl, joinDomain }: StartStream) {
  refuseUnsafeRoom(http, room)
  if (!RTMP_URL_PATTERN.test(rtmpUrl))
    throw http.fail("refused", "unsafe RTMP address", { code: "unsafe_rtmp_url" })
  if (!JOIN_DOMAIN_PATTERN.test(joinDomain))
    throw http.fail("refused", "unsafe join domain", { code: "unsafe_join_domain" })
}

const Reported = z
  .object({
    Error: z.unknown(),
    error: z.unknown(),
    detail: z.unknown(),
    type: z.unknown(),
    res: z.unknown(),
  })
  .partial()

/** What an error answer says, wherever its version puts it. Never the whole body: some echo the stream key. */
export function reportedError(body: unknown): string {
  const found = Reported.safeParse(body)
  if (!found.success) return typeof body === "string" ? vendorText(body) : ""
  const { Error: old, error, detail, type, res } = found.data
  const text = [old, detail, type, error, res].find((value) => typeof value === "string" && value !== "")
  return typeof text === "string" ? vendorText(text) : error === undefined ? "" : reportedError(error)
}
