/** What one connected client may ask for, frame by frame. */
import type { Channels } from "./channels.ts"
import { type Connection, type Connections, refuse } from "./connections.ts"
import type { RealtimeLimits } from "./limits.ts"
import {
  allowsClientEvents,
  CLOSE_CODE,
  type ClientFrame,
  channelKind,
  EVENT_DATA_MAX_BYTES,
  encodeError,
  encodeFrame,
  isChannelAuth,
  isChannelName,
  isUserAuth,
  type PresenceMember,
  parseClientFrame,
  parsePresenceMember,
  parseUserId,
  type RealtimeApp,
  Signin,
  Subscribe,
  Unsubscribe,
  userChannel,
} from "./pusher-protocol.ts"

type Context = {
  app: RealtimeApp
  limits: RealtimeLimits
  connections: Connections
  channels: Channels
  clientEvents: boolean
}

const PONG = Buffer.from(JSON.stringify({ event: "pusher:pong", data: {} }))

export function handleClientMessage(
  context: Context,
  connection: Connection,
  raw: Buffer,
  isBinary: boolean,
) {
  context.connections.markSeen(connection)
  if (!connection.frames.take())
    return refuse(connection.socket, CLOSE_CODE.clientEventRejected, "Too many messages")
  const frame = isBinary ? null : parseClientFrame(raw.toString("utf8"))
  if (!frame) return sendError(context, connection, CLOSE_CODE.badFrame, "Not a Pusher frame")
  if (frame.event.startsWith("client-")) return relayClientEvent(context, connection, frame)
  switch (frame.event) {
    case "pusher:ping":
      return void context.connections.send(connection, PONG)
    case "pusher:pong":
      return
    case "pusher:subscribe":
      return subscribe(context, connection, frame.data)
    case "pusher:unsubscribe":
      return unsubscribe(context, connection, frame.data)
    case "pusher:signin":
      return signIn(context, connection, frame.data)
    default:
      // Clients send more than the protocol asks for (statistics, newer commands); Pusher ignores it too.
      return
  }
}

function subscribe(context: Context, connection: Connection, data: unknown) {
  const { channels, limits } = context
  const asked = Subscribe.safeParse(data).data
  if (!asked || !isChannelName(asked.channel))
    return sendError(context, connection, CLOSE_CODE.unauthorized, "Invalid channel name")
  if (connection.channels.has(asked.channel)) return
  if (connection.channels.size >= limits.subscriptionsPerConnectionMax)
    return refuseSubscription(context, connection, asked.channel, "LimitReached", "Too many subscriptions")
  const claim = checkClaim(context.app, connection, asked)
  if (!claim.granted) return refuseSubscription(context, connection, asked.channel, "AuthError", claim.why)
  if (claim.member && !channels.hasRoomFor(asked.channel, claim.member.user_id))
    return refuseSubscription(context, connection, asked.channel, "LimitReached", "Too many members")
  channels.subscribe(connection, asked.channel, claim.member)
}

type Claim = { granted: true; member: PresenceMember | null } | { granted: false; why: string }

function checkClaim(app: RealtimeApp, connection: Connection, asked: Subscribe): Claim {
  const kind = channelKind(asked.channel)
  if (kind === "public") return { granted: true, member: null }
  if (kind === "user") {
    const isOwn = connection.userId !== null && asked.channel === userChannel(connection.userId)
    return isOwn ? { granted: true, member: null } : { granted: false, why: "Signed in as somebody else" }
  }
  if (!isChannelAuth(app, connection.id, asked))
    return { granted: false, why: "The connection is unauthorized" }
  if (kind === "private") return { granted: true, member: null }
  const member = parsePresenceMember(asked.channel_data)
  return member ? { granted: true, member } : { granted: false, why: "Invalid channel_data" }
}

function refuseSubscription(
  context: Context,
  connection: Connection,
  channel: string,
  type: "AuthError" | "LimitReached",
  error: string,
) {
  const data = { type, error, status: type === "AuthError" ? 401 : 4004 }
  const frame = encodeFrame({ event: "pusher:subscription_error", channel, data })
  context.connections.send(connection, frame)
}

function unsubscribe(context: Context, connection: Connection, data: unknown) {
  const asked = Unsubscribe.safeParse(data).data
  if (asked) context.channels.unsubscribe(connection, asked.channel)
}

function signIn(context: Context, connection: Connection, data: unknown) {
  const asked = Signin.safeParse(data).data
  const isAuthentic = asked && isUserAuth(context.app, connection.id, asked.auth, asked.user_data)
  const userId = isAuthentic ? parseUserId(asked.user_data) : null
  const isOther = connection.userId !== null && connection.userId !== userId
  if (!asked || userId === null || isOther)
    return refuse(connection.socket, CLOSE_CODE.unauthorized, "Connection not authorized")
  connection.userId = userId
  const frame = encodeFrame({ event: "pusher:signin_success", data: { user_data: asked.user_data } })
  context.connections.send(connection, frame)
}

function relayClientEvent(context: Context, connection: Connection, { event, channel, data }: ClientFrame) {
  const reject = (why: string) => sendError(context, connection, CLOSE_CODE.clientEventRejected, why)
  if (!context.clientEvents) return reject("Client event rejected: not enabled here")
  if (!connection.clientEvents.take()) return reject("Client event rejected: rate limit")
  if (channel === undefined || !connection.channels.has(channel))
    return reject("Client event rejected: not subscribed")
  if (!allowsClientEvents(channel))
    return reject("Client event rejected: only private and presence channels carry them")
  const text = typeof data === "string" ? data : JSON.stringify(data ?? null)
  if (Buffer.byteLength(text) > EVENT_DATA_MAX_BYTES) return reject("Client event rejected: too large")
  context.channels.relayClientEvent(connection, channel, event, data)
}

function sendError(context: Context, connection: Connection, code: number, message: string) {
  context.connections.send(connection, encodeError(code, message))
}
