import type { AddressInfo, Server } from "node:net"
import { createOriginHttp } from "./origin-http.ts"
import type { PublishTarget } from "./publish-request.ts"
import { keepReviewing, type Review } from "./review.ts"
import type { Refusal, RtmpConnection, RtmpPublication } from "./rtmp-connection.ts"
import { createRtmpServer, type RtmpLimits } from "./rtmp-server.ts"
import { type StreamNotice, StreamRegistry, type StreamStatus } from "./stream-registry.ts"

// The embedded media origin: RTMP publishers in, LL-HLS out. Audio alone is not a stream: such a publisher is
// disconnected when no video has come for as long as an idle connection may last.

export type { StreamNotice, StreamStatus }

/** From `rtmp://host:port/live/<name>?key=…&run=…`. */
export type PublishRequest = { name: string; key: string | null; run: string | null; remoteAddress: string }

/** Let in, and read with this key in the address (null: by nobody yet). */
export type Admission = { playKey: string | null }

export type MediaOriginLimits = RtmpLimits & { maxHttpConnections: number; authorizeMs: number }

export type MediaOriginOptions = {
  rtmp: { host: string; port: number }
  http: { host: string; port: number }
  /** null and a throw refuse. */
  authorize: (request: PublishRequest) => Promise<Admission | null>
  review: Review["judge"]
  /** With it in the place of the play key the application may read a session's playlists, whoever may watch. */
  probeKey: (session: string) => string
  notify: (notice: StreamNotice) => void
  log: (level: "info" | "warn", message: string, detail?: Record<string, unknown>) => void
  partSeconds?: number
  /** No video frame for this long means stalled. */
  stallMs?: number
  reviewMs?: number
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
  close: () => Promise<void>
}

const DEFAULT_LIMITS: MediaOriginLimits = {
  maxMessageBytes: 8 * 1024 * 1024,
  maxConnections: 256,
  maxWaitingPerAddress: 32,
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
      probeKey: options.probeKey,
      onError: (error) => log("warn", "media request failed", { error: String(error) }),
    },
  )

  const endReviews = keepReviewing(registry, {
    judge: options.review,
    everyMs: options.reviewMs ?? 2_000,
    warn: (message, detail) => log("warn", message, detail),
  })

  async function close(): Promise<void> {
    endReviews()
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
    return { rtmpPort, httpPort, streams: () => registry.streams(), close }
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
  const admission = await askForAdmission(options, limits, { ...target, remoteAddress })
  if (!admission) {
    options.log("warn", "publisher refused", { name, run, remoteAddress })
    return { code: "NetStream.Publish.Denied", description: "not allowed to publish" }
  }
  if (!connection.isOpen) return { code: "NetStream.Publish.Denied", description: "disconnected" }
  const publication = registry.admit(target, connection, admission.playKey)
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

async function askForAdmission(
  { authorize, log }: MediaOriginOptions,
  { authorizeMs }: MediaOriginLimits,
  request: PublishRequest,
): Promise<Admission | null> {
  let timer: NodeJS.Timeout | undefined
  const tooLate = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer in ${authorizeMs} ms`)), authorizeMs)
  })
  try {
    return await Promise.race([authorize(request), tooLate])
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
