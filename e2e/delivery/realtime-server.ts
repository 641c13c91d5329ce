/** A server of the Pusher protocol as a process of its own, which can be killed and started again at its address. */
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { existsSync } from "node:fs"
import { createConnection, createServer } from "node:net"
import { join, resolve } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"

export type RealtimeApp = { id: string; key: string; secret: string }
export type RealtimeServer = {
  port: number
  app: RealtimeApp
  pid: () => number | undefined
  /** As by a power cut. */
  kill: () => Promise<void>
  start: () => Promise<void>
}

const HOST = "127.0.0.1"
const READY_WITHIN_MS = 30_000
/** Installed by `npm run bench -- chat-servers`; not a part of the project. */
export const SOKETI_FOLDER = resolve(process.env.AMPHI_SOKETI ?? ".amphi/tools/soketi")
const SOKETI = join(SOKETI_FOLDER, "node_modules/@soketi/soketi/bin/server.js")

export function hasSoketi() {
  return existsSync(SOKETI)
}

/** As it comes. With its user authentication on it would put out, after 30 s, everybody who doesn't sign in: all our pages. */
export async function startSoketi(app: RealtimeApp): Promise<RealtimeServer> {
  const [port, metricsPort] = [await freePort(), await freePort()]
  const environment = {
    SOKETI_HOST: HOST,
    SOKETI_PORT: String(port),
    SOKETI_METRICS_HOST: HOST,
    SOKETI_METRICS_SERVER_PORT: String(metricsPort),
    SOKETI_DEFAULT_APP_ID: app.id,
    SOKETI_DEFAULT_APP_KEY: app.key,
    SOKETI_DEFAULT_APP_SECRET: app.secret,
  }
  return runServer({ args: [SOKETI, "start"], environment, port, app })
}

/** `script` listens at HOST and PORT. */
export async function startScript(
  script: string,
  app: RealtimeApp,
  environment: Record<string, string> = {},
): Promise<RealtimeServer> {
  const port = await freePort()
  const place = { ...environment, HOST, PORT: String(port), APP: JSON.stringify(app) }
  return runServer({ args: [script], environment: place, port, app })
}

type Program = { args: string[]; environment: Record<string, string>; port: number; app: RealtimeApp }

async function runServer({ args, environment, port, app }: Program): Promise<RealtimeServer> {
  let child: ChildProcess | null = null
  // Whoever ends us takes it along.
  process.on("exit", () => child?.kill("SIGKILL"))

  async function start() {
    child = spawn(process.execPath, args, { env: { ...process.env, ...environment }, stdio: "ignore" })
    const giveUpAt = Date.now() + READY_WITHIN_MS
    while (!(await isListening(port))) {
      if (Date.now() > giveUpAt || child.exitCode !== null) throw new Error(`${args[0]} does not listen`)
      await sleep(20)
    }
  }

  async function kill() {
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, "exit")
    child.kill("SIGKILL")
    await gone
  }

  await start()
  return { port, app, pid: () => child?.pid, kill, start }
}

function isListening(port: number) {
  return new Promise<boolean>((resolve) => {
    const socket = createConnection(port, HOST)
    socket.once("connect", () => {
      socket.destroy()
      resolve(true)
    })
    socket.once("error", () => resolve(false))
  })
}

async function freePort() {
  const server = createServer()
  await once(server.listen(0, HOST), "listening")
  const address = server.address()
  server.close()
  if (address === null || typeof address === "string") throw new Error("no port is free")
  return address.port
}
