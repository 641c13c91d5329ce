import type { AddressInfo, Server } from "node:net"
import { createOriginHttp } from "./origin-http.ts"
import type { PublishTarget } from "./publish-request.ts"
import type { Refusal, RtmpConnection, RtmpPublication } from "./rtmp-connection.ts"
import { createRtmpServer, type RtmpLimits } from "./rtmp-server.ts"
import { type Publisher, type StreamNotice, StreamRegistry, type StreamStatus } from "./stream-registry.ts"

// The embedded media origin: RTMP publishers in, LL-HLS out. Audio alone is not a stream: such a publisher is
// disconnected when no video has come for as long as an idle connection may last.

export type { StreamNotice, StreamStatus }

/** From `rtmp://host:port/live/<name>?key=…&run=…`. */
export type PublishRequest = {
  name: string
  key: string | null
  run: string | null
  remoteAddress: string
  /** It publishes already: may it still? */
  again?: boolean
}

export type MediaOriginLimits = RtmpLimits & { maxHttpConnections: number; authorizeMs: number }

export type MediaOriginOptions = {
  rtmp: { host: string; port: number }
  http: { host: string; port: number }
  /** A throw refuses. */
  authorize: (request: PublishRequest) => Promise<boolean>
  notify: (notice: StreamNotice) => void
  log: (level: "info" | "warn", message: string, detail?: Record<string, unknown>) => void
  partSeconds?: number
  /** No video frame for this long means stalled. */
  stallMs?: number
  /** How often publishers without a run are asked about again. */
  recheckMs?: number
  limits?: Partial<MediaOriginLimits>
  /** Opens `GET /status` to who carries it as a bearer token. */
  statusToken?: string
  /** For tests: where a session's media time begins (some player bugs show only far from 0). */
  mediaTimeOffsetSeconds?: number
}

export type MediaOrigin = {
  rtmpPort: number
  httpPort: number
  streams: () => StreamStatus[]
  drop: (name: string) => boolean
  close: () => Promise<void>
}

const RECHECK_MS = 10_000
const DEFAULT_LIMITS: MediaOriginLimits = {
  maxMessageBytes: 8 * 1024 * 1024,
  maxConnections: 256,
  maxConnectionsPerAddress: 32,
  idleMs: 15_000,
  handshakeMs: 10_000,
  maxHttpConnections: 8_192,
  authorizeMs: 10_000,
}

export async function startMediaOrigin(options: MediaOriginOptions): Promise<MediaOrigin> {
  const { log } = options
  const limits = { ...DEFAULT_LIMITS, ...options.limits }
  const registry = new StreamRegistry(
    {
      partSeconds: options.partSeconds ?? 0.333,
      stallMs: options.stallMs ?? 3_000,
      mediaTimeOffsetSeconds: options.mediaTimeOffsetSeconds ?? 0,
      videoWaitMs: limits.idleMs,
    },
    { notify: options.notify, warn: (message, detail) => log("warn", message, detail) },
  )
  const rtmp = createRtmpServer(
    {
      publish: (target, connection) => publish(options, limits, registry, target, connection),
      closed: ({ remoteAddress }, reason) => log("info", "rtmp connection closed", { remoteAddress, reason }),
    },
    limits,
  )
  const http = createOriginHttp(
    {
      current: (name) => registry.current(name),
      session: (name, id) => registry.session(name, id),
      status: () => registry.streams(),
    },
    {
      maxConnections: limits.maxHttpConnections,
      statusToken: options.statusToken ?? null,
      onError: (error) => log("warn", "media request failed", { error: String(error) }),
    },
  )

  const rechecking = setInterval(() => {
    for (const { target, publisher } of registry.withoutRun()) recheck(options, limits, target, publisher)
  }, options.recheckMs ?? RECHECK_MS)
  rechecking.unref()

  async function close(): Promise<void> {
    clearInterval(rechecking)
    await rtmp.close()
    registry.close()
    const closed = new Promise<void>((resolve) => {
      http.close(() => resolve())
    })
    http.closeAllConnections()
    await closed
  }

  try {
    const rtmpPort = await listen(rtmp.server, options.rtmp, log)
    const httpPort = await listen(http, options.http, log)
    return {
      rtmpPort,
      httpPort,
      streams: () => registry.streams(),
      drop: (name) => registry.drop(name),
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

async function publish(
  options: MediaOriginOptions,
  limits: MediaOriginLimits,
  registry: StreamRegistry,
  target: PublishTarget,
  connection: RtmpConnection,
): Promise<RtmpPublication | Refusal> {
  const { name, run } = target
  const { remoteAddress } = connection
  if (!(await isAuthorized(options, limits, { ...target, remoteAddress }))) {
    options.log("warn", "publisher refused", { name, run, remoteAddress })
    return { code: "NetStream.Publish.Denied", description: "not allowed to publish" }
  }
  if (!connection.isOpen) return { code: "NetStream.Publish.Denied", description: "disconnected" }
  const publication = registry.admit(target, connection)
  if (!publication) {
    options.log("warn", "publisher refused: already published", { name, run, remoteAddress })
    return { code: "NetStream.Publish.BadName", description: "already being published" }
  }
  options.log("info", "publisher accepted", { name, run, remoteAddress })
  return {
    video: (timestamp, payload) => publication.video(timestamp, payload),
    audio: (timestamp, payload) => publication.audio(timestamp, payload),
    end: () => registry.release(publication),
  }
}

/** Its event is over, or its key is no longer the one. No answer is no refusal: who plays goes on playing. */
function recheck(
  options: MediaOriginOptions,
  limits: MediaOriginLimits,
  target: PublishTarget,
  publisher: Publisher,
): void {
  const { remoteAddress } = publisher
  isAuthorized(options, limits, { ...target, remoteAddress, again: true })
    .then((allowed) => {
      if (allowed !== false) return
      options.log("info", "publisher sent away", { name: target.name, remoteAddress })
      publisher.close("no longer allowed to publish")
    })
    .catch((error: unknown) => options.log("warn", "recheck failed", { error: String(error) }))
}

/** null: nobody could be asked. */
async function isAuthorized(
  { authorize, log }: MediaOriginOptions,
  { authorizeMs }: MediaOriginLimits,
  request: PublishRequest,
): Promise<boolean | null> {
  let timer: NodeJS.Timeout | undefined
  const tooLate = new Promise<boolean>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer in ${authorizeMs} ms`)), authorizeMs)
  })
  try {
    return (await Promise.race([authorize(request), tooLate])) === true
  } catch (error) {
    log("warn", "publish authorisation failed", { name: request.name, error: String(error) })
    return null
  } finally {
    clearTimeout(timer)
  }
}

function listen(
  server: Server,
  { host, port }: { host: string; port: number },
  log: MediaOriginOptions["log"],
): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject)
    server.listen(port, host, () => {
      server.off("error", reject)
      server.on("error", (error) => log("warn", "media server error", { error: error.message }))
      resolve(addressOf(server).port)
    })
  })
}

function addressOf(server: Server): AddressInfo {
  const address = server.address()
  if (!address || typeof address === "string") throw new Error("the server has no port")
  return address
}
