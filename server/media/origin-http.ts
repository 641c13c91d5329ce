import { timingSafeEqual } from "node:crypto"
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http"
import type { MediaSession, RenderedPlaylist } from "./media-session.ts"

export type OriginHttpSource = {
  /** The session on air under this name, if it can be played. */
  current: (name: string) => MediaSession | null
  /** A session that is on air or ended a short while ago. */
  session: (name: string, id: string) => MediaSession | null
  /** What `/status` tells those who may know. */
  status: () => unknown
}

export type OriginHttpOptions = {
  maxConnections: number
  statusToken: string | null
  /** With it in the key's place a session's playlists are readable whoever may watch; nothing else of it is. */
  probeKey: (session: string) => string
  onError: (error: unknown) => void
}

type Headers = Record<string, string | number>

const HOLD_MS = 6_000
const SOCKET_IDLE_MS = 30_000
const PLAYLIST_TYPE = "application/vnd.apple.mpegurl"
const MEDIA_TYPE = "video/mp4"
const IMMUTABLE = "public, max-age=3600, immutable"
const POLLED = "max-age=1"
const BLOCKED = "max-age=6"
const CORS: Headers = { "access-control-allow-origin": "*", "access-control-expose-headers": "Date" }

// Every path is one of these shapes or nothing: no part of a URL is ever used as a file name.
const MASTER = /^\/hls\/([a-z0-9][a-z0-9-]{0,63})\/([A-Za-z0-9_-]{32})\/index\.m3u8$/
const MEMBER =
  /^\/hls\/([a-z0-9][a-z0-9-]{0,63})\/([A-Za-z0-9_-]{32})\/([0-9a-f]{16})\/([a-z0-9-]{1,32}\.(?:m3u8|mp4|m4s))$/
const SEGMENT = /^seg-(\d{1,9})\.m4s$/
const PART = /^part-(\d{1,9})-(\d{1,6})\.m4s$/
const COUNT = /^\d{1,9}$/

export function createOriginHttp(source: OriginHttpSource, options: OriginHttpOptions): Server {
  const server = createServer({ maxHeaderSize: 8_192 }, (request, response) => {
    answer(source, options, request, response).catch((error: unknown) => {
      options.onError(error)
      response.destroy()
    })
  })
  server.maxConnections = options.maxConnections
  server.headersTimeout = 10_000
  server.requestTimeout = 15_000
  server.keepAliveTimeout = 65_000
  server.timeout = SOCKET_IDLE_MS
  server.on("clientError", (_error, socket) => socket.destroy())
  return server
}

async function answer(
  source: OriginHttpSource,
  options: OriginHttpOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const [path = "", query = ""] = (request.url ?? "").split("?", 2)
  if (request.method === "OPTIONS") refuse(response, 200, { "access-control-allow-methods": "GET, HEAD" })
  else if (request.method !== "GET" && request.method !== "HEAD")
    refuse(response, 405, { allow: "GET, HEAD" })
  else if (path === "/health") sendJson(response, { ok: true })
  else if (path === "/status" && mayReadStatus(request, options.statusToken))
    sendJson(response, source.status())
  else await answerMedia(source, options, response, path, new URLSearchParams(query))
}

/** A session, and whether its reader still holds the key: that may change while a request is held. */
type Reading = { session: MediaSession; mayRead: () => boolean }

async function answerMedia(
  source: OriginHttpSource,
  options: OriginHttpOptions,
  response: ServerResponse,
  path: string,
  query: URLSearchParams,
): Promise<void> {
  const [, name = "", masterKey = ""] = MASTER.exec(path) ?? []
  const [, owner = "", memberKey = "", id = "", file = ""] = MEMBER.exec(path) ?? []
  const session = file ? source.session(owner, id) : source.current(name)
  const key = file ? memberKey : masterKey
  if (!session?.isPlayable) refuse(response, 404)
  else if (session.isShown && session.playKey !== null && isSame(key, session.playKey))
    await answerListener(response, session, file, query)
  else if (isSame(key, options.probeKey(session.id))) answerProbe(response, session, file)
  else refuse(response, 404)
}

async function answerListener(
  response: ServerResponse,
  session: MediaSession,
  file: string,
  query: URLSearchParams,
): Promise<void> {
  const { playKey } = session
  const reading: Reading = { session, mayRead: () => session.playKey === playKey }
  if (!file) sendPlaylist(response, session.master(), POLLED)
  else if (file === "live.m3u8") await sendLive(response, reading, query)
  else await sendMedia(response, reading, file)
}

function answerProbe(response: ServerResponse, session: MediaSession, file: string): void {
  if (!file) sendPlaylist(response, session.master(), "no-store")
  else if (file === "live.m3u8") sendPlaylist(response, session.whole(), "no-store")
  else refuse(response, 404)
}

/** Blocking playlist reload (RFC 8216bis §6.2.5.2). A hold that runs out answers what there is, uncached. */
async function sendLive(response: ServerResponse, reading: Reading, query: URLSearchParams): Promise<void> {
  const sequence = query.get("_HLS_msn")
  const part = query.get("_HLS_part")
  if (sequence === null && part === null) sendPlaylist(response, reading.session.live(), POLLED)
  else if (sequence === null || !COUNT.test(sequence) || !COUNT.test(part ?? "0")) refuse(response, 400)
  else await sendLiveAt(response, reading, Number(sequence), part === null ? null : Number(part))
}

async function sendLiveAt(
  response: ServerResponse,
  reading: Reading,
  sequence: number,
  part: number | null,
): Promise<void> {
  const { session } = reading
  if (!session.isEnded && session.isAbsurd(sequence)) {
    refuse(response, 400)
    return
  }
  if (!(await hold(response, reading, () => session.has(sequence, part)))) return
  sendPlaylist(response, session.live(), session.has(sequence, part) ? BLOCKED : "no-store")
}

async function sendMedia(response: ServerResponse, reading: Reading, file: string): Promise<void> {
  const { session } = reading
  const segment = SEGMENT.exec(file)
  const part = PART.exec(file)
  if (file === "init.mp4") sendBytes(response, [session.init])
  else if (segment) sendBytes(response, session.segmentBytes(Number(segment[1])))
  else if (part) await sendPart(response, reading, Number(part[1]), Number(part[2]))
  else refuse(response, 404)
}

async function sendPart(
  response: ServerResponse,
  reading: Reading,
  sequence: number,
  index: number,
): Promise<void> {
  const { session } = reading
  if (!(await hold(response, reading, () => !session.isHinted(sequence, index)))) return
  const bytes = session.partBytes(sequence, index)
  // Still hinted after the hold: it will come, so this is not a 404.
  if (!bytes && session.isHinted(sequence, index)) refuse(response, 503, { "retry-after": 1 })
  else sendBytes(response, bytes && [bytes])
}

/** Whether there is still something to answer: who lost the key meanwhile was refused. */
async function hold(
  response: ServerResponse,
  { session, mayRead }: Reading,
  isMet: () => boolean,
): Promise<boolean> {
  await session.waitFor(() => response.destroyed || !mayRead() || isMet(), HOLD_MS)
  if (mayRead()) return true
  refuse(response, 404)
  return false
}

function sendPlaylist(response: ServerResponse, playlist: RenderedPlaylist, cacheControl: string): void {
  response.writeHead(200, {
    ...CORS,
    "content-type": PLAYLIST_TYPE,
    "content-length": playlist.body.length,
    "cache-control": cacheControl,
    "last-modified": playlist.changedAt.toUTCString(),
  })
  response.end(playlist.body)
}

function sendBytes(response: ServerResponse, pieces: Buffer[] | null): void {
  if (!pieces) {
    refuse(response, 404)
    return
  }
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0)
  response.writeHead(200, {
    ...CORS,
    "content-type": MEDIA_TYPE,
    "content-length": length,
    "cache-control": IMMUTABLE,
  })
  for (const piece of pieces) response.write(piece)
  response.end()
}

function sendJson(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { "content-type": "application/json", "cache-control": "no-store" })
  response.end(JSON.stringify(value))
}

function refuse(response: ServerResponse, status: number, headers: Headers = {}): void {
  response.writeHead(status, { ...CORS, ...headers, "cache-control": "no-store", "content-length": 0 })
  response.end()
}

function mayReadStatus(request: IncomingMessage, token: string | null): boolean {
  return token ? isSame(request.headers.authorization ?? "", `Bearer ${token}`) : false
}

/** In a time that doesn't tell how much of it is right. */
function isSame(given: string, wanted: string): boolean {
  const [left, right] = [Buffer.from(given), Buffer.from(wanted)]
  return left.length === right.length && timingSafeEqual(left, right)
}
