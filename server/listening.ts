// The port of a process: pages and the realtime endpoint behind one another, or the probes alone.
import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import { isTooLong } from "./body-limit.ts"
import type { Deps } from "./deps.ts"
import { createRealtimeEndpoint } from "./realtime/endpoint.ts"
import { answerHealth, answerMetrics } from "./services/operations.ts"

type Response = Parameters<RequestListener>[1]
type Listening = { port: number; close(): Promise<void> }

/** Longer than proxies keep theirs: a request must not meet a connection that is just being closed. */
const KEEP_ALIVE_MS = 75_000

export async function listen(
  deps: Deps,
  openPages: (sockets: Server) => Promise<RequestListener>,
): Promise<Listening> {
  const { config } = deps
  const withRealtime = config.role === "realtime" || (config.role === "all" && config.realtime.embedded)
  const realtime = withRealtime ? openRealtime(deps) : null
  if (realtime) deps.metrics.countSockets = () => realtime.stats().connections
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS })
  // Next ends every upgrade whose path a page could match: it sees only its own development socket.
  const nextSockets = createServer()
  const pages = config.role === "realtime" ? null : await openPages(nextSockets)
  server.on("request", (request, response) => {
    request.headers["x-amphi-address"] = request.socket.remoteAddress ?? "unknown"
    serve(deps, { realtime, pages }, request, response).catch((error: unknown) => {
      deps.log.error({ err: error }, "request failed")
      response.destroy()
    })
  })
  server.on("upgrade", (request, socket, head) => {
    if (realtime?.handleUpgrade(request, socket, head)) return
    if (!request.url?.startsWith("/_next/") || !nextSockets.emit("upgrade", request, socket, head))
      socket.destroy()
  })
  const port = await open(
    server,
    config.role === "realtime" ? config.realtime.port : config.port,
    config.host,
  )
  return {
    port,
    async close() {
      await realtime?.close()
      await shut(server)
    },
  }
}

/** A worker has no pages, but its health and its figures are asked for like everybody's. */
export async function listenForProbes(deps: Deps, wanted: number): Promise<Listening> {
  const server = createServer((request, response) => {
    answerProbe(deps, request, response).catch((error: unknown) => {
      deps.log.error({ err: error }, "request failed")
      response.destroy()
    })
  })
  const port = await open(server, wanted, deps.config.host)
  return { port, close: () => shut(server) }
}

async function serve(
  deps: Deps,
  { realtime, pages }: { realtime: ReturnType<typeof openRealtime> | null; pages: RequestListener | null },
  request: IncomingMessage,
  response: Response,
) {
  if (request.url?.startsWith("/apps/") && (await realtime?.handleRequest(request, response))) return
  if (await isTooLong(request, deps.config.secret))
    return void response.writeHead(413, { connection: "close" }).end()
  if (pages) return pages(request, response)
  await answerProbe(deps, request, response)
}

async function answerProbe(deps: Deps, request: IncomingMessage, response: Response) {
  const { authorization = null } = request.headers
  const { status, type, body } = await answerTo(deps, request.url?.split("?", 1)[0], authorization)
  response.writeHead(status, { "content-type": type, "cache-control": "no-store" }).end(body)
}

function answerTo(deps: Deps, path: string | undefined, authorization: string | null) {
  if (path === "/api/health") return answerHealth(deps, authorization)
  if (path === "/api/metrics") return answerMetrics(deps, authorization)
  return { status: 404, type: "text/plain", body: "not found\n" }
}

function openRealtime(deps: Deps) {
  const { config, log } = deps
  const publicOrigin = new URL(config.publicUrl).origin
  return createRealtimeEndpoint({
    app: config.realtime.app,
    allowedOrigins: (origin) =>
      origin === undefined || origin === publicOrigin || isOwnPort(origin, config.port),
    log: (level, message, detail) => log[level](detail ?? {}, message),
    clientAddress: (request) => {
      const direct = request.socket.remoteAddress ?? "unknown"
      const forwarded = String(request.headers["x-forwarded-for"] ?? "")
        .split(",")
        .at(-1)
        ?.trim()
      return config.trustProxy && forwarded ? forwarded : direct
    },
  })
}

/** On a machine without a name people come by any of its addresses. */
function isOwnPort(origin: string, port: number) {
  return origin.startsWith("http://") && origin.endsWith(`:${port}`)
}

async function open(server: Server, port: number, host: string) {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject)
    server.listen(port, host, resolve)
  })
  // A server that listens on a port has an address with one.
  return (server.address() as AddressInfo).port
}

async function shut(server: Server) {
  server.closeAllConnections()
  await new Promise<void>((resolve) => server.close(() => resolve()))
}
