import { z } from "zod"
import type { GatewayIdentity, GatewayServer, SipmediagwClient } from "#server/clients/contracts.ts"
import { type Http, parseJson } from "#server/clients/http.ts"
import {
  gatewayHeaders,
  gatewayUrl,
  httpTo,
  refuseUnsafeRoom,
  refuseUnsafeStart,
  reportedError,
  type SipmediagwSettings,
} from "#server/clients/sipmediagw/gateway-http.ts"

/**
 * The launcher of SIPMediaGW 1.8 and later. The meeting's host is not ours to choose: the gateway's
 * WEBRTC_DOMAINS must hold our join domain under the key "bigbluebutton".
 */
export function createGatewayClient(
  settings: SipmediagwSettings,
  { identify }: { identify: (server: GatewayServer) => Promise<GatewayIdentity> },
): SipmediagwClient {
  return {
    async start(input) {
      const { server, room, rtmpUrl } = input
      const http = httpTo(server, settings, "start", [rtmpUrl])
      refuseUnsafeStart(http, input)
      const body = {
        room,
        gw_id: slotOf(http, server),
        main_app: "streaming",
        browsing_name: "bigbluebutton",
        rtmp_dst: rtmpUrl,
      }
      const { status, answer } = await post(http, server, "/gateway/start", body)
      if (status === 200 && answer.status === "success") return "accepted"
      throw refusalOf(http, "start", status, answer)
    },

    async stop({ server, room }) {
      const http = httpTo(server, settings, "stop")
      refuseUnsafeRoom(http, room)
      const { status, answer } = await post(http, server, "/gateway/stop", { gw_id: slotOf(http, server) })
      if (status === 200 && answer.status === "success") return
      if (status === 404 && reportedError(answer).startsWith("no running container")) return
      throw refusalOf(http, "stop", status, answer)
    },

    async state({ server, room }) {
      const http = httpTo(server, settings, "status")
      refuseUnsafeRoom(http, room)
      const { status, text } = await http.send({
        url: gatewayUrl(server, "/gateway/status", { gw_id: slotOf(http, server) }),
        headers: gatewayHeaders(server),
        accept: [200, 404, 422],
      })
      const answer = parsed(http, text)
      if (status !== 200) throw refusalOf(http, "status", status, answer)
      const data = Status.safeParse(answer.data)
      if (!data.success) throw http.fail("bad_answer", "status: unexpected answer")
      if (data.data.gw_state === "down") return "idle"
      // 1.8 doesn't say which room; later versions not during the first 10 to 20 seconds.
      if (data.data.gw_state !== "up" || !data.data.room) return "unknown"
      return data.data.room === room ? "serving" : "idle"
    },

    identify,

    chat: {
      canDeliver: () => Promise.resolve(false),
      /** 1.8 drops what it acknowledges, later versions hang. */
      send({ server }) {
        const http = httpTo(server, settings, "chat")
        return Promise.reject(
          http.fail("refused", "chat: this version doesn't type it", { code: "chat_unsupported" }),
        )
      },
    },
  }
}

const Answer = z.object({
  status: z.string().optional(),
  error: z.unknown().optional(),
  detail: z.unknown().optional(),
  data: z.unknown().optional(),
})
type Answer = z.infer<typeof Answer>
const Status = z.object({ gw_state: z.string(), room: z.string().nullish() })

async function post(http: Http, server: GatewayServer, path: string, body: Record<string, string>) {
  const { status, text } = await http.send({
    url: gatewayUrl(server, path),
    method: "POST",
    headers: { ...gatewayHeaders(server), "content-type": "application/json" },
    body: JSON.stringify(body),
    accept: [200, 404, 422],
  })
  return { status, answer: parsed(http, text) }
}

function parsed(http: Http, text: string): Answer {
  const answer = Answer.safeParse(parseJson(text))
  if (!answer.success) throw http.fail("bad_answer", "not SIPMediaGW's JSON")
  return answer.data
}

function slotOf(http: Http, { gatewayRef }: GatewayServer) {
  if (gatewayRef !== null && /^[A-Za-z0-9_-]{1,80}$/.test(gatewayRef)) return gatewayRef
  throw http.fail("refused", "this gateway needs its gw_id", { code: "no_gateway_ref" })
}

function refusalOf(http: Http, what: string, status: number, answer: Answer) {
  const reported = `${what}: ${reportedError(answer)}`
  // FastAPI's own 404: the launcher isn't at this address.
  if (answer.detail !== undefined) return http.fail("bad_answer", reported)
  if (status === 422) return http.fail("refused", reported)
  if (reported.endsWith("Gateway not found")) return http.fail("not_found", reported)
  return http.fail("failed", reported, { retryable: true })
}
