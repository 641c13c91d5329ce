/** The Pusher Channels wire format, protocol 7: names, frames, close codes and signatures. Pure. */
import { createHash, createHmac, timingSafeEqual } from "node:crypto"
import { z } from "zod"

export type RealtimeApp = { id: string; key: string; secret: string }
export type ChannelKind = "public" | "private" | "presence" | "user"

export const EVENT_NAME_MAX_LENGTH = 200
export const EVENT_DATA_MAX_BYTES = 10_240
export const EVENT_CHANNELS_MAX = 100
export const BATCH_EVENTS_MAX = 10

/** 40xx: the client must not come back. 41xx: it comes back after a pause. 42xx: it comes back at once. */
export const CLOSE_CODE = {
  unknownApp: 4001,
  unsupportedProtocol: 4007,
  unauthorized: 4009,
  overCapacity: 4100,
  restarting: 4100,
  badFrame: 4200,
  noPong: 4201,
  clientEventRejected: 4301,
} as const

const CHANNEL_NAME = /^[A-Za-z0-9_\-=@,.;]{1,200}$/
// A user id may hold what a channel name may not.
const USER_CHANNEL_NAME = /^#server-to-user-.{1,180}$/
const USER_CHANNEL_PREFIX = "#server-to-user-"

export function isChannelName(name: string) {
  return CHANNEL_NAME.test(name) || USER_CHANNEL_NAME.test(name)
}

export function channelKind(name: string): ChannelKind {
  if (name.startsWith("presence-")) return "presence"
  if (name.startsWith("private-")) return "private"
  return name.startsWith(USER_CHANNEL_PREFIX) ? "user" : "public"
}

export function isCacheChannel(name: string) {
  return /^(private-encrypted-|private-|presence-)?cache-/.test(name)
}

export function allowsClientEvents(name: string) {
  const kind = channelKind(name)
  return kind === "presence" || (kind === "private" && !name.startsWith("private-encrypted-"))
}

export function userChannel(userId: string) {
  return `${USER_CHANNEL_PREFIX}${userId}`
}

const ClientFrame = z.object({
  event: z.string().min(1).max(EVENT_NAME_MAX_LENGTH),
  channel: z.string().optional(),
  data: z.unknown(),
})
export type ClientFrame = z.infer<typeof ClientFrame>

export const Subscribe = z.object({
  channel: z.string(),
  auth: z.string().optional(),
  channel_data: z.string().optional(),
})
export type Subscribe = z.infer<typeof Subscribe>

export const Unsubscribe = z.object({ channel: z.string() })
export const Signin = z.object({ auth: z.string(), user_data: z.string() })

const Id = z.union([z.string().min(1).max(128), z.number()]).transform(String)
const PresenceMember = z.object({ user_id: Id, user_info: z.unknown().optional() })
export type PresenceMember = z.infer<typeof PresenceMember>
const UserData = z.object({ id: z.string().min(1).max(128) })

export function parseClientFrame(text: string): ClientFrame | null {
  const frame = ClientFrame.safeParse(parseJson(text)).data
  if (!frame) return null
  const isCommand = frame.event.startsWith("pusher:") && typeof frame.data === "string"
  return isCommand ? { ...frame, data: parseJson(frame.data) } : frame
}

export function parsePresenceMember(channelData: string | undefined): PresenceMember | null {
  return PresenceMember.safeParse(parseJson(channelData)).data ?? null
}

export function parseUserId(userData: string): string | null {
  return UserData.safeParse(parseJson(userData)).data?.id ?? null
}

/** `undefined` when the text is not JSON; no JSON text means `undefined`. */
export function parseJson(text: unknown): unknown {
  if (typeof text !== "string") return undefined
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

/** Encoded once, then shared by every socket that gets it. The protocol wants `data` as a JSON text. */
export function encodeFrame(frame: { event: string; channel?: string; data: unknown; user_id?: string }) {
  const data = typeof frame.data === "string" ? frame.data : JSON.stringify(frame.data ?? {})
  return Buffer.from(JSON.stringify({ ...frame, data }))
}

/** A client event keeps its `data` as the client wrote it. */
export function encodeClientEvent(event: string, channel: string, data: unknown, userId: string | undefined) {
  return Buffer.from(JSON.stringify({ event, channel, data, user_id: userId }))
}

export function encodeError(code: number, message: string) {
  return Buffer.from(JSON.stringify({ event: "pusher:error", data: { code, message } }))
}

export function isChannelAuth(app: RealtimeApp, socketId: string, subscribe: Subscribe) {
  const subject = [socketId, subscribe.channel, ...(subscribe.channel_data ? [subscribe.channel_data] : [])]
  return isToken(app, subscribe.auth ?? "", subject.join(":"))
}

export function isUserAuth(app: RealtimeApp, socketId: string, auth: string, userData: string) {
  return isToken(app, auth, `${socketId}::user::${userData}`)
}

/** The signature of a REST request covers the method, the path and every query parameter but itself. */
export function requestSignature(app: RealtimeApp, method: string, path: string, params: URLSearchParams) {
  const pairs = [...params]
    .filter(([key]) => key !== "auth_signature")
    .map(([key, value]): [string, string] => [key.toLowerCase(), value])
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}=${value}`)
  return sign(app, [method, path, pairs.join("&")].join("\n"))
}

export function bodyMd5(body: Buffer) {
  return createHash("md5").update(body).digest("hex")
}

export function isSameText(given: string, expected: string) {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)]
  return a.length === b.length && timingSafeEqual(a, b)
}

function isToken(app: RealtimeApp, token: string, subject: string) {
  return isSameText(token, `${app.key}:${sign(app, subject)}`)
}

function sign(app: RealtimeApp, text: string) {
  return createHmac("sha256", app.secret).update(text).digest("hex")
}
