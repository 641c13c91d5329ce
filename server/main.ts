// The one process entry: pages, realtime endpoint and worker on one port, the media origin beside it; or one role alone.
import { fork } from "node:child_process"
import { createServer, type RequestListener, type Server } from "node:http"
import { fileURLToPath } from "node:url"
import next from "next"
import { migrateDatabase } from "#db/client.ts"
import { environmentFor, readEnvironment } from "./config.ts"
import { logConsole } from "./console-lines.ts"
import { type Deps, getDeps } from "./deps.ts"
import { messageOf } from "./errors.ts"
import { listen, listenForProbes } from "./listening.ts"
import { runMedia } from "./media-role.ts"
import { withScriptPolicy } from "./script-policy.ts"
import { startWorker } from "./worker.ts"

type Closer = () => Promise<void>
const STOP_WITHIN_MS = 15_000

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
  if (!isDevelopment()) logConsole(deps.log)
  if (config.role !== "worker") closers.push((await listen(deps, openPages)).close)
  else if (config.workerPort) closers.push((await listenForProbes(deps, config.workerPort)).close)
  ready(config.role, config.role === "worker" ? [] : [config.publicUrl])
}

function ready(role: string, places: string[]) {
  process.stdout.write(`${JSON.stringify({ level: "info", msg: "amphi is ready", role, places })}\n`)
}

async function openPages(sockets: Server): Promise<RequestListener> {
  // Only its development server has a socket; in production it ends its side of others' and leaves them to their peer.
  const app = next({ dev: isDevelopment(), httpServer: isDevelopment() ? sockets : createServer() })
  await app.prepare()
  const handle = app.getRequestHandler()
  return withScriptPolicy((request, response) => void handle(request, response), isDevelopment())
}

function isDevelopment() {
  return process.argv.includes("--dev")
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
