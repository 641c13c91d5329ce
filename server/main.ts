// The one process entry: pages, realtime endpoint and worker on one port, the media origin beside it; or one role alone.
import { fork } from "node:child_process"
import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http"
import { fileURLToPath } from "node:url"
import next from "next"
import { migrateDatabase } from "#db/client.ts"
import { environmentFor, readEnvironment } from "./config.ts"
import { type Deps, getDeps } from "./deps.ts"
import { messageOf } from "./errors.ts"
import { runMedia } from "./media-role.ts"
import { createRealtimeEndpoint } from "./realtime/endpoint.ts"
import { answerHealth, answerMetrics } from "./services/operations.ts"
import { startWorker } from "./worker.ts"

type Closer = () => Promise<void>
const STOP_WITHIN_MS = 15_000
/** Longer than proxies keep theirs: a request must not meet a connection that is just being closed. */
const KEEP_ALIVE_MS = 75_000

async function main() {
  const config = readEnvironment()
  const closers: Closer[] = []
  stopOnSignals(closers)
  if (config.role === "media") {
    closers.push(await runMedia(config))
    return ready(config.role, [`rtmp ${config.media.rtmp.port}`, `hls ${config.media.http.port}`])
  }
  const deps = await getDeps()
  if (config.role === "all") {
    await migrateDatabase(deps.db, "db/migrations")
    closers.push(forkMedia(deps))
  }
  if (config.role === "all" || config.role === "worker") {
    const worker = startWorker(deps)
    deps.wakeWorker = worker.wake
    closers.push(worker.stop)
  }
  if (config.role !== "worker") closers.push(await listen(deps))
  else if (config.workerPort) closers.push(await listenForProbes(deps, config.workerPort))
  ready(config.role, config.role === "worker" ? [] : [config.publicUrl])
}

function ready(role: string, places: string[]) {
  process.stdout.write(`${JSON.stringify({ level: "info", msg: "amphi is ready", role, places })}\n`)
}

async function listen(deps: Deps): Promise<Closer> {
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
    serve(realtime, pages, request, response).catch((error: unknown) => {
      deps.log.error({ err: error }, "request failed")
      response.destroy()
    })
  })
  server.on("upgrade", (request, socket, head) => {
    if (realtime?.handleUpgrade(request, socket, head)) return
    if (!request.url?.startsWith("/_next/") || !nextSockets.emit("upgrade", request, socket, head))
      socket.destroy()
  })
  const port = config.role === "realtime" ? config.realtime.port : config.port
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject)
    server.listen(port, config.host, resolve)
  })
  return async () => {
    await realtime?.close()
    server.closeAllConnections()
    await new Promise<void>((resolve) => server.close(() => resolve()))
  }
}

/** A worker has no pages, but its health and its figures are asked for like everybody's. */
async function listenForProbes(deps: Deps, port: number): Promise<Closer> {
  const server = createServer((request, response) => {
    const { authorization = null } = request.headers
    const path = request.url?.split("?", 1)[0]
    const answering =
      path === "/api/health"
        ? answerHealth(deps, authorization)
        : path === "/api/metrics"
          ? answerMetrics(deps, authorization)
          : Promise.resolve({ status: 404, type: "text/plain", body: "not found\n" })
    answering
      .then(({ status, type, body }) =>
        response.writeHead(status, { "content-type": type, "cache-control": "no-store" }).end(body),
      )
      .catch((error: unknown) => {
        deps.log.error({ err: error }, "request failed")
        response.destroy()
      })
  })
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject)
    server.listen(port, deps.config.host, resolve)
  })
  return () =>
    new Promise((resolve) => {
      server.closeAllConnections()
      server.close(() => resolve())
    })
}

async function serve(
  realtime: ReturnType<typeof createRealtimeEndpoint> | null,
  pages: RequestListener | null,
  request: IncomingMessage,
  response: Parameters<RequestListener>[1],
) {
  if (request.url?.startsWith("/apps/") && (await realtime?.handleRequest(request, response))) return
  if (pages) return pages(request, response)
  response.writeHead(404).end()
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

async function openPages(sockets: Server): Promise<RequestListener> {
  const app = next({ dev: process.argv.includes("--dev"), httpServer: sockets })
  await app.prepare()
  const handle = app.getRequestHandler()
  return (request, response) => void handle(request, response)
}

/** In a process of its own, so that packaging never waits for a page; started again when it dies. */
function forkMedia(deps: Deps): Closer {
  let stopping = false
  const start = () =>
    fork(fileURLToPath(import.meta.url), [], { env: environmentFor("media"), stdio: "inherit" })
  let child = start()
  const restart = (code: number | null) => {
    if (stopping) return
    deps.log.error({ code }, "the media origin died; starting it again")
    child = start()
    child.once("exit", restart)
  }
  child.once("exit", restart)
  return () =>
    new Promise((resolve) => {
      stopping = true
      if (child.exitCode !== null) return resolve()
      child.removeAllListeners("exit")
      child.once("exit", () => resolve())
      child.kill("SIGTERM")
    })
}

function stopOnSignals(closers: Closer[]) {
  let stopping = false
  async function stop() {
    if (stopping) return
    stopping = true
    setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref()
    await Promise.allSettled(closers.map((close) => close()))
    process.exit(0)
  }
  process.on("SIGTERM", stop)
  process.on("SIGINT", stop)
  process.on("disconnect", stop)
}

main().catch((error: unknown) => {
  process.stderr.write(`${messageOf(error)}\n`)
  process.exit(1)
})
