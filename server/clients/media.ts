import { connect } from "node:net"
import type { MediaClient, PlaylistState } from "#server/clients/contracts.ts"
import { type Http, makeHttp } from "#server/clients/http.ts"

export type MediaSettings = { timeoutMs: number; fetch?: typeof globalThis.fetch; now?: () => number }

const NOTHING: PlaylistState = {
  isThere: false,
  onAir: false,
  mediaSequence: null,
  lastSegmentAt: null,
  targetMs: null,
}
const STALE_AFTER_MS = 12_000

export function createMediaClient({ timeoutMs, fetch, now = Date.now }: MediaSettings): MediaClient {
  const http = makeHttp({ service: "media", timeoutMs, fetch })

  return {
    async probe(playlistUrl) {
      const first = await readPlaylist(http, playlistUrl)
      const variant = first === null ? null : variantOf(first.lines)
      // A variant of a variant isn't HLS: one step is all there is.
      const media = variant === null ? first : await readPlaylist(http, new URL(variant, playlistUrl).href)
      return media === null ? NOTHING : stateOf(media, now())
    },
    knock: (rtmpUrl) => knock(http, rtmpUrl, timeoutMs),
  }
}

const RTMP_PORTS: Record<string, number> = { "rtmp:": 1935, "rtmps:": 443 }

/** The address may hold a key: messages name the host and the port only. */
function knock(http: Http, rtmpUrl: string, timeoutMs: number) {
  const { protocol, hostname, port } = new URL(rtmpUrl)
  const number = Number(port) || (RTMP_PORTS[protocol] ?? 1935)
  const what = `RTMP ${hostname}:${number}`
  return new Promise<void>((resolve, reject) => {
    const socket = connect({ host: hostname.replace(/^\[|\]$/g, ""), port: number })
    const end = (failure: Error | null) => {
      socket.destroy()
      if (failure) reject(failure)
      else resolve()
    }
    socket.setTimeout(timeoutMs, () => end(http.fail("timeout", `${what}: no answer`)))
    socket.once("connect", () => end(null))
    socket.once("error", (cause) => end(http.fail("unreachable", `${what}: closed`, { cause })))
  })
}

type Playlist = { lines: string[]; headers: Headers }

/** null: nobody publishes there. */
async function readPlaylist(http: Http, url: string): Promise<Playlist | null> {
  const { status, headers, text } = await http.send({ url, accept: [200, 404, 410] })
  if (status !== 200) return null
  const lines = text.split(/\r?\n/).map((line) => line.trim())
  if (!lines[0]?.startsWith("#EXTM3U")) throw http.fail("bad_answer", "not an HLS playlist")
  return { lines, headers }
}

function variantOf(lines: string[]) {
  const found = lines.findIndex((line) => line.startsWith("#EXT-X-STREAM-INF"))
  if (found === -1) return null
  return lines.slice(found + 1).find((line) => line !== "" && !line.startsWith("#")) ?? null
}

function stateOf({ lines, headers }: Playlist, now: number): PlaylistState {
  const segments = lines.filter((line) => line.startsWith("#EXTINF:")).length
  if (segments === 0) return { ...NOTHING, isThere: true }
  const mediaSequence = (numberOf(lines, "#EXT-X-MEDIA-SEQUENCE:") ?? 0) + segments - 1
  const ageMs = ageByHeaders(headers)
  const targetSeconds = numberOf(lines, "#EXT-X-TARGETDURATION:")
  const staleAfterMs = Math.max(STALE_AFTER_MS, 3000 * (targetSeconds ?? 0))
  // The programme date is the encoder's clock: good to show, not to judge by.
  const isStale = ageMs !== null && ageMs > staleAfterMs
  return {
    isThere: true,
    onAir: !lines.includes("#EXT-X-ENDLIST") && !isStale,
    mediaSequence,
    lastSegmentAt: ageMs === null ? lastProgramDate(lines) : new Date(now - ageMs),
    targetMs: targetSeconds === null ? null : targetSeconds * 1000,
  }
}

/** Both headers are the server's clock, so a wrong clock does no harm. */
function ageByHeaders(headers: Headers) {
  const modifiedAt = Date.parse(headers.get("last-modified") ?? "")
  const servedAt = Date.parse(headers.get("date") ?? "")
  const ageMs = servedAt - modifiedAt
  return Number.isNaN(ageMs) ? null : Math.max(0, ageMs)
}

/** End of the newest segment, counted from the last programme date. */
function lastProgramDate(lines: string[]) {
  let at: number | null = null
  for (const line of lines) {
    if (line.startsWith("#EXT-X-PROGRAM-DATE-TIME:")) {
      const parsed = Date.parse(line.slice("#EXT-X-PROGRAM-DATE-TIME:".length))
      at = Number.isNaN(parsed) ? null : parsed
    } else if (line.startsWith("#EXTINF:") && at !== null) {
      at += 1000 * (Number.parseFloat(line.slice("#EXTINF:".length)) || 0)
    }
  }
  return at === null ? null : new Date(at)
}

function numberOf(lines: string[], tag: string) {
  const value = Number.parseFloat(lines.find((line) => line.startsWith(tag))?.slice(tag.length) ?? "")
  return Number.isNaN(value) ? null : value
}
