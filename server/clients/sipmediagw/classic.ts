import { z } from "zod"
import type { GatewayIdentity, GatewayServer, SipmediagwClient } from "#server/clients/contracts.ts"
import { parseJson } from "#server/clients/http.ts"
import {
  gatewayHeaders,
  gatewayUrl,
  httpTo,
  refuseUnsafeRoom,
  refuseUnsafeStart,
  reportedError,
  type SipmediagwSettings,
} from "#server/clients/sipmediagw/gateway-http.ts"
import { pacedLanes } from "#server/clients/sipmediagw/paced.ts"
import { safeChatPieces } from "#server/clients/sipmediagw/safe-text.ts"

const CHAT_GAP_MS = 2000
/** 1.7 garbles accents, and what is not here is unknown. */
const VERSIONS_THAT_TYPE = ["1.5", "1.6"]

type Identify = (server: GatewayServer) => Promise<GatewayIdentity>

/** SIPMediaGW 1.5 to 1.7. `identify` asks anew; `recall` may be some minutes old. */
export function createClassicClient(
  settings: SipmediagwSettings,
  { identify, recall }: { identify: Identify; recall: Identify },
): SipmediagwClient {
  const inTurn = pacedLanes(settings.chatGapMs ?? CHAT_GAP_MS)

  async function canDeliver(server: GatewayServer) {
    const { dialect, version } = await recall(server)
    return dialect === "classic" && VERSIONS_THAT_TYPE.includes(version)
  }

  return {
    async start(input) {
      const { server, room, joinDomain, rtmpUrl } = input
      const http = httpTo(server, settings, "start", [rtmpUrl])
      refuseUnsafeStart(http, input)
      const { status, text } = await http.send({
        url: gatewayUrl(server, "/start", { room, domain: joinDomain, rtmpDst: rtmpUrl }),
        headers: gatewayHeaders(server),
        accept: [200, 400],
      })
      const answer = StartAnswer.safeParse(parseJson(text))
      if (!answer.success) throw http.fail("bad_answer", "start: not SIPMediaGW's JSON")
      // "status":"success" alone means nothing: 1.6 and 1.7 also say it when nothing was started.
      const outcome = answer.data.details ?? answer.data
      if (status === 200 && outcome.res === "ok") return { handle: null }
      const reported = reportedError(outcome)
      if (reported === "No free resources found") throw http.fail("busy", `start: ${reported}`)
      if (reported === "The gateway failed to launch")
        throw http.fail("failed", `start: ${reported}`, { retryable: true })
      throw http.fail("refused", `start: ${reported}`)
    },

    async stop({ server, room }) {
      const http = httpTo(server, settings, "stop")
      refuseUnsafeRoom(http, room)
      const { status, text } = await http.send({
        url: gatewayUrl(server, "/stop", { room }),
        headers: gatewayHeaders(server),
        accept: [200, 400],
      })
      const answer = parseJson(text)
      // Whatever it says: the text is the output of Compose, which changes with Compose.
      if (status === 200 && StopAnswer.safeParse(answer).success) return
      const reported = reportedError(answer)
      if (reported.startsWith("no running container")) return
      throw http.fail(reported === "" ? "bad_answer" : "refused", `stop: ${reported}`)
    },

    async state({ server, room }) {
      const http = httpTo(server, settings, "status")
      refuseUnsafeRoom(http, room)
      const { status, text } = await http.send({
        url: gatewayUrl(server, "/progress", { room }),
        headers: gatewayHeaders(server),
        accept: [200, 404],
      })
      // 1.5 and 1.6 have no such page; 1.7 answers 404 when it doesn't know either.
      const progress = status === 200 ? Progress.safeParse(parseJson(text)) : null
      if (progress === null) return { state: "unknown", handle: null }
      if (!progress.success) throw http.fail("bad_answer", "progress: not SIPMediaGW's JSON")
      if (progress.data.gw_state === undefined) return { state: "serving", handle: null }
      return { state: progress.data.gw_state === "down" ? "idle" : "unknown", handle: null }
    },

    identify,

    chat: {
      canDeliver,
      async send({ server, room, text, skip = 0, onTyped }) {
        const http = httpTo(server, settings, "chat")
        refuseUnsafeRoom(http, room)
        if (!(await canDeliver(server)))
          throw http.fail("refused", "chat: this version doesn't type it", { code: "chat_unsupported" })
        for (const [index, piece] of safeChatPieces(text).entries()) {
          if (index < skip) continue
          await inTurn(server.url, () => type({ server, room, piece }, settings))
          await onTyped?.(index + 1)
        }
      },
    },
  }
}

const Outcome = z.object({
  res: z.string().optional(),
  type: z.string().optional(),
  Error: z.unknown().optional(),
})
const StartAnswer = Outcome.extend({ details: Outcome.optional() })
const Stopped = z.object({ res: z.string() })
const StopAnswer = z.union([Stopped, z.object({ details: Stopped })])
const Progress = z.object({ status: z.literal("success"), gw_state: z.string().optional() })

/** "ok" only says that the helper printed nothing; newer Compose prints its own lines in its place. */
const CHAT_FAILURE = /netcat:|lookup failed|error|invalid|message missing|must be specified/i
const ROOM_NOT_THERE = /lookup failed|getaddrinfo|Name or service not known|refused/i

async function type(
  { server, room, piece }: { server: GatewayServer; room: string; piece: string },
  settings: SipmediagwSettings,
) {
  const http = httpTo(server, settings, "chat")
  const { status, text } = await http.send({
    url: gatewayUrl(server, "/chat"),
    method: "POST",
    headers: { ...gatewayHeaders(server), "content-type": "application/json" },
    body: JSON.stringify({ room, msg: piece }),
    accept: [200, 400],
  })
  const answer = Outcome.safeParse(parseJson(text))
  if (!answer.success) throw http.fail("bad_answer", "chat: not SIPMediaGW's JSON")
  const reported = reportedError(answer.data)
  // The room's browser may be on its way back.
  if (ROOM_NOT_THERE.test(reported))
    throw http.fail("not_found", "chat: the gateway has no such room", { retryable: true })
  if (status !== 200 || answer.data.Error !== undefined || CHAT_FAILURE.test(reported))
    throw http.fail("failed", "chat: the gateway could not type it", { code: "chat_not_typed" })
}
