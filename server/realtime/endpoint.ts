/** Amphi's own Pusher-protocol server. It owns no port: the web server hands it upgrades and requests. */
import type { IncomingMessage, ServerResponse } from "node:http"
import type { Duplex } from "node:stream"
import { type RawData, WebSocket, WebSocketServer } from "ws"
import { createChannels } from "./channels.ts"
import { handleClientMessage } from "./client-frames.ts"
import { type Connection, createConnections, refuse } from "./connections.ts"
import { answerApiRequest, readTarget, respond } from "./http-api.ts"
import { DEFAULT_LIMITS, type RealtimeLimits } from "./limits.ts"
import { CLOSE_CODE, encodeFrame, isSameText, type RealtimeApp } from "./pusher-protocol.ts"

export type RealtimeLog = (level: "info" | "warn", message: string, detail?: Record<string, unknown>) => void

export type RealtimeOptions = {
  app: RealtimeApp
  allowedOrigins: (origin: string | undefined) => boolean
  log: RealtimeLog
  limits?: Partial<RealtimeLimits>
  /** What browsers send to everybody else on a channel, past the application. Off unless asked for. */
  clientEvents?: boolean
  /** Whom to count against the cap per address. Behind a trusted proxy, read its header here. */
  clientAddress?: (request: IncomingMessage) => string
}

export function createRealtimeEndpoint(options: RealtimeOptions) {
  const { app } = options
  const limits = { ...DEFAULT_LIMITS, ...options.limits }
  const log = calmLog(options.log)
  const clientAddress = options.clientAddress ?? socketAddress
  const sockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    maxPayload: limits.framePayloadMaxBytes,
    perMessageDeflate: false,
  })
  const connections = createConnections(limits, () => log("warn", "realtime: a slow socket was cut"))
  const channels = createChannels(limits, connections)
  const context = { app, limits, connections, channels, clientEvents: options.clientEvents ?? false }
  let isClosing = false

  const upkeepMs = Math.max(10, Math.min(limits.activityTimeoutMs, limits.pongTimeoutMs) / 4)
  const upkeep = setInterval(() => {
    connections.checkActivity(Date.now())
    channels.forgetExpired(Date.now())
  }, upkeepMs)
  upkeep.unref()

  /** False: the path is not ours. */
  function handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer) {
    const [path = "", query = ""] = (request.url ?? "").split("?", 2)
    const key = /^\/app\/([^/]+)$/.exec(path)?.[1]
    if (key === undefined) return false
    // Refusals speak the protocol after the handshake: its codes tell pusher-js whether to come back.
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      webSocket.on("error", (error) => log("info", "realtime: socket error", { reason: error.message }))
      const address = clientAddress(request)
      const refusal = findRefusal(key, new URLSearchParams(query), request.headers.origin, address)
      if (!refusal) return welcome(webSocket, socket, address)
      log(refusal.level, `realtime: connection refused: ${refusal.message}`, {
        origin: request.headers.origin,
      })
      refuse(webSocket, refusal.code, refusal.message)
    })
    return true
  }

  function findRefusal(key: string, params: URLSearchParams, origin: string | undefined, address: string) {
    if (isClosing) return refusalOf("info", CLOSE_CODE.restarting, "Server is restarting")
    if (!isSameText(key, app.key)) return refusalOf("info", CLOSE_CODE.unknownApp, "Unknown app key")
    if (!/^[567]$/.test(params.get("protocol") ?? "7"))
      return refusalOf("info", CLOSE_CODE.unsupportedProtocol, "Unsupported protocol version")
    if (!options.allowedOrigins(origin))
      return refusalOf("warn", CLOSE_CODE.unauthorized, "Origin not allowed")
    return connections.isFull(address) ? refusalOf("warn", CLOSE_CODE.overCapacity, "Over capacity") : null
  }

  function welcome(socket: WebSocket, stream: Duplex, address: string) {
    const connection = connections.add(socket, stream, address)
    socket.on("message", (raw, isBinary) => receive(connection, raw, isBinary))
    socket.on("pong", () => connections.markSeen(connection))
    socket.on("close", () => {
      channels.leaveAll(connection)
      connections.remove(connection)
    })
    const activityTimeoutS = Math.max(1, Math.ceil(limits.activityTimeoutMs / 1000))
    const data = { socket_id: connection.id, activity_timeout: activityTimeoutS }
    connections.send(connection, encodeFrame({ event: "pusher:connection_established", data }))
  }

  /** The edge: whatever a client's message causes ends here, with its connection. */
  function receive(connection: Connection, raw: RawData, isBinary: boolean) {
    // A socket being closed is not listened to any more. ws hands one Buffer as long as binaryType is its default, "nodebuffer".
    if (!Buffer.isBuffer(raw) || connection.socket.readyState !== WebSocket.OPEN) return
    try {
      handleClientMessage(context, connection, raw, isBinary)
    } catch (error) {
      log("warn", "realtime: message not handled", { reason: String(error) })
      refuse(connection.socket, CLOSE_CODE.badFrame, "Message not handled")
    }
  }

  /** False: the path is not ours. */
  async function handleRequest(request: IncomingMessage, response: ServerResponse) {
    const target = readTarget(request)
    if (!target) return false
    try {
      const answer = await answerApiRequest(context, request, target)
      if (answer.status >= 400)
        log("warn", "realtime: API request refused", { status: answer.status, ...answer.body })
      respond(response, answer)
    } catch (error) {
      log("warn", "realtime: API request failed", { reason: String(error) })
      response.destroy()
    }
    return true
  }

  function stats() {
    return { ...connections.stats(), ...channels.stats() }
  }

  async function close() {
    isClosing = true
    clearInterval(upkeep)
    connections.closeAll(CLOSE_CODE.restarting, "Server is restarting")
    const deadlineAt = Date.now() + limits.closeGraceMs
    while (connections.stats().connections > 0 && Date.now() < deadlineAt)
      await new Promise((resolve) => setTimeout(resolve, 20))
    connections.terminateAll()
  }

  return { handleUpgrade, handleRequest, stats, close }
}

function refusalOf(level: "info" | "warn", code: number, message: string) {
  return { level, code, message }
}

function socketAddress(request: IncomingMessage) {
  return request.socket.remoteAddress ?? "unknown"
}

const QUIET_MS = 10_000

/** The same message at most once per 10 s, so that a flood of strangers can't fill the log. */
function calmLog(log: RealtimeLog): RealtimeLog {
  const recent = new Map<string, { quietUntil: number; skipped: number }>()
  return (level, message, detail) => {
    const known = recent.get(message)
    if (known && known.quietUntil > Date.now()) {
      known.skipped += 1
      return
    }
    recent.set(message, { quietUntil: Date.now() + QUIET_MS, skipped: 0 })
    log(level, message, known?.skipped ? { ...detail, skippedBefore: known.skipped } : detail)
  }
}
