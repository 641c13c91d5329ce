import { z } from "zod"
import type { GatewayIdentity, GatewayServer, SipmediagwClient } from "#server/clients/contracts.ts"
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

const ACCEPT = [200, 404, 422]

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
      const { status, answer } = await postJson(http, {
        server,
        path: "/gateway/start",
        accept: ACCEPT,
        body,
      })
      if (status === 200 && answer.status === "success") return { handle: null }
      throw refusalOf(http, "start", status, answer)
    },

    async stop({ server, room }) {
      const http = httpTo(server, settings, "stop")
      refuseUnsafeRoom(http, room)
      const body = { gw_id: slotOf(http, server) }
      const { status, answer } = await postJson(http, { server, path: "/gateway/stop", accept: ACCEPT, body })
      if (status === 200 && answer.status === "success") return
      if (status === 404 && reportedError(answer).startsWith("no running container")) return
      throw refusalOf(http, "stop", status, answer)
    },

    async state({ server, room }) {
      const http = httpTo(server, settings, "status")
      refuseUnsafeRoom(http, room)
      const query = { gw_id: slotOf(http, server) }
      const { status, answer } = await getJson(http, {
        server,
        path: "/gateway/status",
        accept: ACCEPT,
        query,
      })
      if (status !== 200) throw refusalOf(http, "status", status, answer)
      const data = Status.safeParse(answer.data)
      if (!data.success) throw http.fail("bad_answer", "status: unexpected answer")
      return { state: stateOf(data.data, room), handle: null }
    },

    identify,

    /** 1.8 drops what it acknowledges, later versions hang. */
    chat: noChat(settings),
  }
}

const Status = z.object({ gw_state: z.string(), room: z.string().nullish() })

function stateOf(told: z.infer<typeof Status>, room: string) {
  if (told.gw_state === "down") return "idle"
  // 1.8 doesn't say which room; later versions not during the first 10 to 20 seconds.
  if (told.gw_state !== "up" || !told.room) return "unknown"
  return told.room === room ? "serving" : "idle"
}

function slotOf(http: Http, { gatewayRef }: GatewayServer) {
  if (gatewayRef !== null && isGatewayId(gatewayRef)) return gatewayRef
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
