import { z } from "zod"
import type {
  GatewayIdentity,
  GatewayReport,
  GatewayServer,
  SipmediagwClient,
  StartStream,
} from "#server/clients/contracts.ts"
import type { Http } from "#server/clients/http.ts"
import {
  httpTo,
  refuseUnsafeRoom,
  refuseUnsafeStart,
  reportedError,
  type SipmediagwSettings,
} from "#server/clients/sipmediagw/gateway-http.ts"
import { type Answer, getJson, isGatewayId, postJson } from "#server/clients/sipmediagw/launcher-http.ts"
import { noChat } from "#server/clients/sipmediagw/no-chat.ts"
import { pacedLanes } from "#server/clients/sipmediagw/paced.ts"
import { NOT_IN_BOOKS, PROXY_TELLS_WITHIN_MS } from "#server/domain/gateway.ts"
import { UpstreamError } from "#server/errors.ts"

/**
 * The proxy of SIPMediaGW 1.8 and later: it chooses one of its gateways at each start and names it by a gw_id,
 * without which nothing can be stopped. As with a launcher, WEBRTC_DOMAINS must hold our join domain.
 */
export function createProxyClient(
  settings: SipmediagwSettings,
  { identify }: { identify: (server: GatewayServer) => Promise<GatewayIdentity> },
): SipmediagwClient {
  // Two starts at the same time are given the same gateway, and the second cuts off the first.
  const inTurn = pacedLanes(0)

  return {
    async start(input) {
      refuseUnsafeStart(httpTo(input.server, settings, "start", [input.rtmpUrl]), input)
      return inTurn(input.server.url, () => start(input, settings))
    },

    async stop({ server, room, handle, orderedMsAgo }) {
      const http = httpTo(server, settings, "stop")
      refuseUnsafeRoom(http, room)
      const held = handle === null ? null : await find(server, settings, { room, handle })
      // Given to somebody else meanwhile, which ended ours: this stop would cut the other one.
      if (held && (held.room === null || held.room === room)) await stopGateway(http, server, held.gw_id)
      const found = await stopRoom(http, { server, room, stopped: held?.gw_id ?? null }, settings)
      if (handle !== null && held === null)
        throw http.fail("not_found", "stop: no such gateway", {
          retryable: true,
          ...(found ? {} : { code: NOT_IN_BOOKS }),
        })
      const mayYetShow =
        handle === null && !found && orderedMsAgo != null && orderedMsAgo < PROXY_TELLS_WITHIN_MS
      if (mayYetShow)
        throw http.fail("not_found", "stop: the start may still come to something", { retryable: true })
    },

    async state({ server, room, handle }): Promise<GatewayReport> {
      refuseUnsafeRoom(httpTo(server, settings, "status"), room)
      const held = await find(server, settings, { room, handle })
      if (held === null) return { state: "unknown", handle }
      return { state: stateOf(held, room), handle: held.gw_id }
    },

    identify,

    /** 1.8 answers 404, later versions hang. */
    chat: noChat(settings),
  }
}

async function start(input: StartStream, settings: SipmediagwSettings) {
  const { server, room, rtmpUrl } = input
  const http = httpTo(server, settings, "start", [rtmpUrl])
  const { status, answer } = await postJson(http, {
    server,
    path: "/start",
    accept: [200, 400, 404, 422, 503],
    // After 1.8 the proxy insists on `browsing`, and the gateway behind it on `browsing_name`.
    body: {
      room,
      main_app: "streaming",
      browsing: "bigbluebutton",
      browsing_name: "bigbluebutton",
      rtmp_dst: rtmpUrl,
    },
  })
  if (status !== 200 || answer.status !== "success") throw refusalOf(http, "start", status, answer)
  const given = Started.safeParse(answer.data)
  if (!given.success) throw http.fail("bad_answer", "start: no gw_id in the answer")
  const handle = given.data.gw_id

  const held = await find(server, settings, { room, handle }).catch((error: unknown) => {
    if (error instanceof UpstreamError) return "unasked" as const
    throw error
  })
  // It was accepted all the same, and without its handle nobody could stop it.
  if (held === "unasked" || held?.room === room) return { handle }
  // Under another room's name it is that room's stream: whoever started it later cut ours off.
  if (held?.room === null) await stopGateway(httpTo(server, settings, "stop"), server, handle)
  const settled = held !== null
  throw http.fail("busy", "start: the proxy doesn't hold the gateway for this room", {
    code: "not_held",
    settled,
  })
}

const GatewayId = z.string().refine(isGatewayId)
const Started = z.object({ gw_id: GatewayId })
/** 1.8 writes Python's None as a word. */
const Held = z.object({
  gw_id: GatewayId,
  gw_state: z.string(),
  room: z
    .string()
    .nullish()
    .transform((room) => (room && room !== "None" ? room : null)),
})
type Held = z.infer<typeof Held>

/** What the proxy's books say of a gateway or, with its handle lost, of a room; null: nothing. */
async function find(
  server: GatewayServer,
  settings: SipmediagwSettings,
  { room, handle }: { room: string; handle: string | null },
): Promise<Held | null> {
  const http = httpTo(server, settings, "status")
  if (handle !== null && !isGatewayId(handle))
    throw http.fail("refused", "unsafe gw_id", { code: "unsafe_handle" })
  const { status, answer } = await getJson(http, {
    server,
    path: "/status",
    accept: [200, 400, 404, 422],
    query: handle === null ? { room } : { gw_id: handle },
  })
  if (status === 404 && answer.detail === undefined) return null
  if (status !== 200) throw refusalOf(http, "status", status, answer)
  const held = Held.safeParse(answer.data)
  if (!held.success) throw http.fail("bad_answer", "status: unexpected answer")
  return held.data
}

function stateOf({ gw_state: told, room: held }: Held, room: string) {
  if (told === "stopped" || told === "created") return "idle"
  if (held !== null && held !== room) return "idle"
  // "started" means free, but 1.8 says it once a minute of busy ones, and forgets their room.
  return told === "working" && held === room ? "serving" : "unknown"
}

/** A start that was given up on may have put a second gateway into the room. */
async function stopRoom(
  http: Http,
  { server, room, stopped }: { server: GatewayServer; room: string; stopped: string | null },
  settings: SipmediagwSettings,
) {
  const seen = new Set([stopped])
  for (;;) {
    const held = await find(server, settings, { room, handle: null })
    // What has just been stopped may keep its room in the books for a while.
    if (held === null || seen.has(held.gw_id)) return seen.size > 1
    await stopGateway(http, server, held.gw_id)
    seen.add(held.gw_id)
  }
}

async function stopGateway(http: Http, server: GatewayServer, handle: string) {
  const { status, answer } = await postJson(http, {
    server,
    path: "/stop",
    accept: [200, 400, 404, 422],
    body: { gw_id: handle },
  })
  if (status === 200 && answer.status === "success") return
  // The launcher's own answer, in later versions wrapped in another.
  const reports = [reportedError(answer), reportedError(answer.data)]
  if (status === 404 && reports.some((report) => report.startsWith("no running container"))) return
  throw refusalOf(http, "stop", status, answer)
}

function refusalOf(http: Http, what: string, status: number, answer: Answer) {
  const reported = `${what}: ${reportedError(answer)}`
  const settled = true
  // FastAPI's own 404: the proxy isn't at this address.
  if (answer.detail !== undefined) return http.fail("bad_answer", reported, { settled })
  // For up to 30 seconds after a stop its gateway can't be had either.
  if (status === 503 && reported.endsWith("No available gateways"))
    return http.fail("busy", reported, { settled })
  if (status === 400 || status === 422) return http.fail("refused", reported, { settled })
  if (status === 404) return http.fail("not_found", reported, { retryable: true, settled })
  return http.fail("failed", reported, { retryable: true, settled })
}
