import { z } from "zod"

export const DIALECTS = ["classic", "gateway", "proxy"] as const
export const Dialect = z.enum(DIALECTS)
export type Dialect = z.infer<typeof Dialect>

/** Minutes a gateway is held before the start and after the end of a webinar. */
export const SETUP_MARGIN_MINUTES = 15
export const TEARDOWN_MARGIN_MINUTES = 15

/** What SIPMediaGW accepts as a room: it becomes a compose project name, a DNS alias and a shell word. */
export const ROOM_KEY_PATTERN = /^[a-z0-9]{5,63}$/
/** A start that isn't answered by then isn't waited for. */
export const START_TIMEOUT_MS = 60_000
/**
 * A start whose answer was lost shows in a proxy's books within this: our time-out, the round of its watch that forgets
 * the room, and the menu that the gateway must be through before the next round tells it.
 */
export const PROXY_TELLS_WITHIN_MS = START_TIMEOUT_MS + 30_000 + 20_000
/** The code of a stop that a proxy can't carry out: neither the gateway nor the room is in its books. */
export const NOT_IN_BOOKS = "not_in_books"

export const RTMP_URL_PATTERN = /^rtmps?:\/\/[A-Za-z0-9._:/?=&%~+-]+$/
/** However they are written, two pictures pushed there would fight for one place. */
export function isSameRtmp(one: string, other: string) {
  return plainRtmp(one) === plainRtmp(other)
}

const RTMP_PORTS: Record<string, string> = { "rtmp:": "1935", "rtmps:": "443" }

function plainRtmp(url: string) {
  if (!URL.canParse(url)) return url
  const { protocol, hostname, port, pathname, search } = new URL(url)
  const path = pathname.replace(/\/{2,}/g, "/").replace(/\/$/, "")
  return `${protocol}//${hostname.toLowerCase()}:${port || RTMP_PORTS[protocol]}${path}${search}`
}

export const STREAM_NAME_PATTERN = /^[a-z0-9][a-z0-9-]{0,63}$/

export const GatewayForm = z.object({
  name: z.string().trim().min(2, "tooShort").max(80, "tooLong"),
  dialect: Dialect,
  sipmediagwUrl: z.url({ protocol: /^https?$/, error: "badUrl" }).max(250, "tooLong"),
  /** Empty on an edit keeps the stored token. */
  token: z.string().max(250, "tooLong"),
  /** The `gw_id` of a SIPMediaGW 1.8+ slot; unused by the classic dialect and by a proxy, which chooses. */
  gatewayRef: z
    .string()
    .trim()
    .max(80, "tooLong")
    .regex(/^[A-Za-z0-9_-]*$/, "badCharacters"),
  /** Empty means Amphi's own media origin. */
  rtmpUrl: z.union([
    z.literal(""),
    z.string().trim().max(500, "tooLong").regex(RTMP_URL_PATTERN, "badRtmpUrl"),
  ]),
  broadcasterId: z.string().min(1, "required"),
  enabled: z.boolean(),
})
export type GatewayForm = z.infer<typeof GatewayForm>

export const BroadcasterForm = z
  .object({
    name: z.string().trim().min(2, "tooShort").max(80, "tooLong"),
    /** Empty means Amphi's own media origin. */
    hlsUrl: z.union([z.literal(""), z.url({ protocol: /^https?$/, error: "badUrl" }).max(500, "tooLong")]),
    streamName: z.union([z.literal(""), z.string().trim().regex(STREAM_NAME_PATTERN, "badCharacters")]),
    listed: z.boolean(),
    restricted: z.boolean(),
  })
  .superRefine((form, context) => {
    if (form.hlsUrl === "" && form.streamName === "")
      context.addIssue({ code: "custom", path: ["streamName"], message: "required" })
  })
export type BroadcasterForm = z.infer<typeof BroadcasterForm>

export type Span = { from: Date; to: Date }

/** Half-open: two spans that only touch don't overlap. */
export function overlaps(a: Span, b: Span) {
  return a.from < b.to && b.from < a.to
}

export function reservationSpan(event: { startAt: Date; endAt: Date }): Span {
  return {
    from: new Date(event.startAt.getTime() - SETUP_MARGIN_MINUTES * 60_000),
    to: new Date(event.endAt.getTime() + TEARDOWN_MARGIN_MINUTES * 60_000),
  }
}
