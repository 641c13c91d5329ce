import { readFileSync } from "node:fs"
import { afterEach, expect, test } from "vitest"
import { z } from "zod"
import type { GatewayServer, SipmediagwClient } from "#server/clients/contracts.ts"
import { createSipmediagwClients } from "#server/clients/sipmediagw/sipmediagw.ts"
import { type SeenRequest, startTestServer } from "#server/clients/test-server.ts"
import { UpstreamError } from "#server/errors.ts"

/** Recorded from the real SIPMediaGW, one of each different answer; `expect` is what it has to mean to us. */
const Exchange = z.object({
  dialect: z.enum(["classic", "gateway", "proxy"]),
  operation: z.enum(["start", "stop", "state", "chat"]),
  version: z.string(),
  name: z.string(),
  status: z.number(),
  contentType: z.string().nullable(),
  body: z.string(),
  expect: z.string(),
})
type Exchange = z.infer<typeof Exchange>

const EXCHANGES = z
  .array(Exchange)
  .parse(JSON.parse(readFileSync(new URL("../fixtures/sipmediagw-exchanges.json", import.meta.url), "utf8")))
const ROOM = "amphi4k2x9"
const RECORDED_HANDLE = "h9vxc2n2cqxk552fohqjvyuz"
const RTMP_URL = "rtmp://live.example.org/live/streamkey1"

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

test.each(EXCHANGES)("$version $name ($operation): $expect", async (exchange) => {
  const gateway = await replay(exchange)
  const { outcome, error } = await carryOut(exchange, gateway.client, gateway.server)
  expect(outcome).toBe(exchange.expect)
  expect(gateway.requests.filter((request) => !isProbe(request)).map(requestLine)).toEqual(
    requestLinesOf(exchange),
  )
  expect(JSON.stringify(error) + String(error)).not.toMatch(/streamkey1|allowedToken|1234/)
})

async function replay(exchange: Exchange) {
  const server = await startTestServer((request) => {
    if (isProbe(request)) return probeAnswer(exchange.version, request)
    if (isLook(exchange, request)) return { body: HELD }
    const headers: Record<string, string> =
      exchange.contentType === null ? {} : { "content-type": exchange.contentType }
    return { status: exchange.status, headers, body: recordedBody(exchange) }
  })
  closers.push(server.close)
  return {
    requests: server.requests,
    server: { url: server.url, token: "1234", gatewayRef: "9qztts5p6l1tbjod17k69y6l" },
    client: createSipmediagwClients({ chatGapMs: 0 })[exchange.dialect],
  }
}

/** Behind a proxy the recorder's room is in the answers: ours takes its place. */
function recordedBody({ dialect, body }: Exchange) {
  return dialect === "proxy" ? body.replaceAll("0001-webinar", ROOM) : body
}

const HELD = JSON.stringify({
  status: "success",
  data: { gw_id: RECORDED_HANDLE, gw_state: "working", room: ROOM },
})

/** Around a stop and after a start a proxy is asked whose room it holds. */
function isLook({ dialect, operation }: Exchange, { path }: SeenRequest) {
  return dialect === "proxy" && operation !== "state" && path === "/status"
}

async function carryOut({ dialect, operation }: Exchange, client: SipmediagwClient, server: GatewayServer) {
  const handle = dialect === "proxy" ? RECORDED_HANDLE : null
  const actions: Record<Exchange["operation"], () => Promise<string>> = {
    start: () =>
      client
        .start({ server, room: ROOM, joinDomain: "amphi.univ.fr/join", rtmpUrl: RTMP_URL })
        .then(() => "accepted"),
    stop: () => client.stop({ server, room: ROOM, handle }).then(() => "stopped"),
    state: () => client.state({ server, room: ROOM, handle }).then(({ state }) => state),
    chat: () => client.chat.send({ server, room: ROOM, text: "Bonjour" }).then(() => "sent"),
  }
  try {
    return { outcome: await actions[operation](), error: null }
  } catch (error) {
    if (error instanceof UpstreamError) return { outcome: error.reason, error }
    throw error
  }
}

function isProbe({ method, path, query }: SeenRequest) {
  if (path === "/openapi.json") return true
  return method === "GET" && (path === "/start" || path === "/progress") && !query.has("room")
}

function probeAnswer(version: string, { path }: SeenRequest) {
  if (path !== "/start") return { status: 404, body: "not found" }
  return { status: version === "v1.5.0" ? 200 : 400, body: '{"Error": "a room name must be specified"}' }
}

const requestLine = ({ method, path }: SeenRequest) => `${method} ${path}`

function requestLinesOf({ dialect, operation, expect: expected }: Exchange) {
  if (dialect === "proxy" && operation === "start")
    return expected === "accepted" ? ["POST /start", "GET /status"] : ["POST /start"]
  if (dialect === "proxy" && operation === "stop")
    return ["GET /status", "POST /stop", ...(expected === "stopped" ? ["GET /status"] : [])]
  if (dialect === "proxy") return ["GET /status"]
  const lines =
    dialect === "classic"
      ? { start: "GET /start", stop: "GET /stop", state: "GET /progress", chat: "POST /chat" }
      : {
          start: "POST /gateway/start",
          stop: "POST /gateway/stop",
          state: "GET /gateway/status",
          chat: "none",
        }
  return [lines[operation]]
}
