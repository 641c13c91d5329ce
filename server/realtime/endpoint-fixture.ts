/** For tests: the endpoint behind a real HTTP server on an ephemeral port, and clients of any server of the protocol. */
import { once } from "node:events"
import { createServer } from "node:http"
import Pusher from "pusher"
import PusherClient from "pusher-js"
import { WebSocket } from "ws"
import { createRealtimeEndpoint, type RealtimeOptions } from "./endpoint.ts"
import type { RealtimeApp } from "./pusher-protocol.ts"

export const TEST_APP: RealtimeApp = { id: "amphi", key: "test-key", secret: "test-secret" }

export type Target = {
  host: string
  port: number
  app: RealtimeApp
  /** What plain sockets say of the page they come from; nothing unless set. */
  origin?: string
}
export type TestEndpoint = Awaited<ReturnType<typeof startTestEndpoint>>

export async function startTestEndpoint(options: Partial<RealtimeOptions> = {}) {
  const logged: string[] = []
  const create = () =>
    createRealtimeEndpoint({
      app: TEST_APP,
      allowedOrigins: () => true,
      log: (_level, message) => void logged.push(message),
      clientEvents: true,
      ...options,
    })
  let endpoint = create()
  const server = createServer(async (request, response) => {
    if (!(await endpoint.handleRequest(request, response))) response.writeHead(404).end()
  })
  server.on("upgrade", (request, socket, head) => {
    if (!endpoint.handleUpgrade(request, socket, head)) socket.destroy()
  })
  await once(server.listen(0, "127.0.0.1"), "listening")
  const address = server.address()
  if (address === null || typeof address === "string") throw new Error("the test server has no port")
  const { port } = address
  const clients = clientsOf({ host: "127.0.0.1", port, app: TEST_APP, origin: "https://amphi.example" })

  async function restart() {
    await endpoint.close()
    endpoint = create()
  }

  async function stop() {
    clients.leave()
    await endpoint.close()
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }

  const url = `http://127.0.0.1:${port}`
  return { ...clients, port, url, logged, restart, stop, stats: () => endpoint.stats() }
}

/** The official libraries, and sockets without manners, at any server of the protocol. */
export function clientsOf({ host, port, app, origin: usual }: Target) {
  const browsers: PusherClient[] = []
  const sockets: WebSocket[] = []
  const rest = new Pusher({ appId: app.id, key: app.key, secret: app.secret, host, port: String(port) })

  /** A browser's view: pusher-js, whose user is `userId` in presence channels and when it signs in. */
  function browser({ key = app.key, userId = "u1", secret = app.secret } = {}) {
    const signer = new Pusher({ appId: app.id, key: app.key, secret, host: "127.0.0.1" })
    const client = new PusherClient(key, {
      cluster: "embedded",
      wsHost: host,
      wsPort: port,
      forceTLS: false,
      enabledTransports: ["ws"],
      channelAuthorization: {
        endpoint: "",
        transport: "ajax",
        customHandler: ({ socketId, channelName }, callback) => {
          const member = { user_id: userId, user_info: { name: `Name of ${userId}` } }
          const presence = channelName.startsWith("presence-") ? member : undefined
          callback(null, signer.authorizeChannel(socketId, channelName, presence))
        },
      },
      userAuthentication: {
        endpoint: "",
        transport: "ajax",
        customHandler: ({ socketId }, callback) =>
          callback(null, signer.authenticateUser(socketId, { id: userId })),
      },
    })
    browsers.push(client)
    return client
  }

  /** A client without manners: a plain WebSocket that keeps what it receives and how it was closed. */
  function socket({ origin = usual, autoPong = true, query = "protocol=7" } = {}) {
    const plain = new WebSocket(`ws://${host}:${port}/app/${app.key}?${query}`, { origin, autoPong })
    const frames: string[] = []
    const closed = once(plain, "close").then(([code]) => Number(code))
    const established = new Promise<void>((resolve) => plain.once("message", () => resolve()))
    plain.on("message", (raw) => frames.push(raw.toString()))
    plain.on("error", (error) => frames.push(`error: ${error.message}`))
    sockets.push(plain)
    return { plain, frames, closed, established }
  }

  function leave() {
    for (const client of browsers) client.disconnect()
    for (const plain of sockets) plain.terminate()
  }

  return { rest, browser, socket, leave }
}
