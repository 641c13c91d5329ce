/** The signed REST side of the protocol: publish, ask who is there, put somebody out. */
import type { IncomingMessage, ServerResponse } from "node:http"
import { z } from "zod"
import type { ChannelSummary, Channels } from "./channels.ts"
import type { Connections } from "./connections.ts"
import type { RealtimeLimits } from "./limits.ts"
import {
  BATCH_EVENTS_MAX,
  bodyMd5,
  channelKind,
  EVENT_CHANNELS_MAX,
  EVENT_DATA_MAX_BYTES,
  EVENT_NAME_MAX_LENGTH,
  isChannelName,
  isSameText,
  parseJson,
  type RealtimeApp,
  requestSignature,
} from "./pusher-protocol.ts"

// As wide as hosted Pusher's, for publishers whose clock is off.
const TIMESTAMP_TOLERANCE_S = 600

type Context = { app: RealtimeApp; limits: RealtimeLimits; connections: Connections; channels: Channels }
type Answer = { status: number; body: Record<string, unknown> }
type Target = { appId: string; path: string; segments: string[]; params: URLSearchParams }

const ChannelName = z.string().refine(isChannelName)
const eventFields = {
  name: z.string().min(1).max(EVENT_NAME_MAX_LENGTH),
  data: z.string(),
  socket_id: z.string().optional(),
}
const ChannelEvent = z.object({ ...eventFields, channel: ChannelName })
const ChannelsEvent = z.object({
  ...eventFields,
  channels: z.array(ChannelName).min(1).max(EVENT_CHANNELS_MAX),
})
const PublishBody = z.union([
  ChannelsEvent,
  ChannelEvent.transform(({ channel, ...event }) => ({ ...event, channels: [channel] })),
])
type PublishBody = z.infer<typeof PublishBody>
const BatchBody = z.object({ batch: z.array(ChannelEvent).max(BATCH_EVENTS_MAX) })

/** Null when the path is not part of the REST API. */
export function readTarget(request: IncomingMessage): Target | null {
  const [path = "", query = ""] = (request.url ?? "").split("?", 2)
  const [, appId, rest] = /^\/apps\/([^/]+)\/(.+)$/.exec(path) ?? []
  if (appId === undefined || rest === undefined) return null
  return { appId, path, segments: rest.split("/"), params: new URLSearchParams(query) }
}

export async function answerApiRequest(context: Context, request: IncomingMessage, target: Target) {
  // The signature covers the body's digest, so nothing of a stranger's body is ever read.
  const refusal = checkSignature(context.app, request.method ?? "", target)
  if (refusal) return refusal
  const body = await readBody(request, context.limits.requestBodyMaxBytes)
  if (!body) return failure(413, "The request body is too large")
  if (!isBodyIntact(target.params, body)) return failure(401, "body_md5 does not match the body")
  return route(context, request.method ?? "", target, body)
}

export function respond(response: ServerResponse, { status, body }: Answer) {
  response.writeHead(status, { "content-type": "application/json", "cache-control": "no-store" })
  response.end(JSON.stringify(body))
}

function checkSignature(app: RealtimeApp, method: string, { appId, path, params }: Target): Answer | null {
  if (appId !== app.id || params.get("auth_key") !== app.key) return failure(401, "Unknown app id or key")
  const timestamp = Number(params.get("auth_timestamp") ?? Number.NaN)
  const isFresh = Math.abs(Date.now() / 1000 - timestamp) <= TIMESTAMP_TOLERANCE_S
  if (!isFresh) return failure(401, "auth_timestamp is missing or expired")
  const given = params.get("auth_signature") ?? ""
  // Official libraries disagree on signing ids in paths before or after percent-encoding.
  const isAuthentic = [path, decodePath(path) ?? path].some((signed) =>
    isSameText(given, requestSignature(app, method, signed, params)),
  )
  return isAuthentic ? null : failure(401, "Invalid auth_signature")
}

function isBodyIntact(params: URLSearchParams, body: Buffer) {
  const digest = params.get("body_md5")
  return digest === null ? body.length === 0 : isSameText(digest, bodyMd5(body))
}

/** Null when it is longer than allowed; Node then drains the rest by itself. */
async function readBody(request: IncomingMessage, maxBytes: number) {
  if (Number(request.headers["content-length"] ?? 0) > maxBytes) return null
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    const bytes = Buffer.from(chunk)
    size += bytes.length
    if (size > maxBytes) return null
    chunks.push(bytes)
  }
  return Buffer.concat(chunks)
}

function route(context: Context, method: string, { segments, params }: Target, body: Buffer): Answer {
  const [resource, encodedName, action] = segments
  const name = encodedName === undefined ? undefined : decodePath(encodedName)
  if (name === null || segments.length > 3) return failure(404, "No such resource")
  const asked = [method, resource, name === undefined ? "" : ":name", action ?? ""].join(" ").trim()
  switch (asked) {
    case "POST events":
      return publish(context, body)
    case "POST batch_events":
      return publishBatch(context, body)
    case "GET channels":
      return listChannels(context, params)
    case "GET channels :name":
      return describeChannel(context, name ?? "", params)
    case "GET channels :name users":
      return listUsers(context, name ?? "")
    case "POST users :name terminate_connections":
      context.connections.terminateUser(name ?? "")
      return success()
    default:
      return failure(404, "No such resource")
  }
}

function publish(context: Context, body: Buffer): Answer {
  const event = PublishBody.safeParse(parseJson(body.toString("utf8"))).data
  if (!event) return failure(400, "Not a valid event")
  if (isTooLarge(event)) return failure(413, `Event data is over ${EVENT_DATA_MAX_BYTES} bytes`)
  deliver(context, event)
  return success()
}

function publishBatch(context: Context, body: Buffer): Answer {
  const batch = BatchBody.safeParse(parseJson(body.toString("utf8"))).data?.batch
  if (!batch) return failure(400, `Not a valid batch of at most ${BATCH_EVENTS_MAX} events`)
  if (batch.some(isTooLarge)) return failure(413, `Event data is over ${EVENT_DATA_MAX_BYTES} bytes`)
  for (const { channel, ...event } of batch) deliver(context, { ...event, channels: [channel] })
  return success()
}

function deliver({ channels }: Context, { name, data, socket_id, channels: names }: PublishBody) {
  for (const channel of new Set(names))
    channels.publish({
      channel,
      name,
      data,
      ...(socket_id === undefined ? {} : { exceptSocketId: socket_id }),
    })
}

function isTooLarge({ data }: { data: string }) {
  return Buffer.byteLength(data) > EVENT_DATA_MAX_BYTES
}

function listChannels({ channels }: Context, params: URLSearchParams): Answer {
  const prefix = params.get("filter_by_prefix") ?? ""
  const asked = askedCounts(params)
  if (asked.has("user_count") && !prefix.startsWith("presence-"))
    return failure(400, "user_count needs filter_by_prefix=presence-")
  const listed = channels.listOccupied(prefix).map((channel) => [channel.name, countsOf(channel, asked)])
  return success({ channels: Object.fromEntries(listed) })
}

function describeChannel({ channels }: Context, name: string, params: URLSearchParams): Answer {
  if (!isChannelName(name)) return failure(400, "Invalid channel name")
  const asked = askedCounts(params)
  if (asked.has("user_count") && channelKind(name) !== "presence")
    return failure(400, "user_count is only known for presence channels")
  const channel = channels.find(name) ?? { name, subscriptionCount: 0, userIds: [] }
  return success({ occupied: channel.subscriptionCount > 0, ...countsOf(channel, asked) })
}

function listUsers({ channels }: Context, name: string): Answer {
  if (channelKind(name) !== "presence") return failure(400, "Users are only known for presence channels")
  return success({ users: (channels.find(name)?.userIds ?? []).map((id) => ({ id })) })
}

function askedCounts(params: URLSearchParams) {
  return new Set((params.get("info") ?? "").split(","))
}

function countsOf({ subscriptionCount, userIds }: ChannelSummary, asked: Set<string>) {
  return {
    ...(asked.has("user_count") ? { user_count: userIds.length } : {}),
    ...(asked.has("subscription_count") ? { subscription_count: subscriptionCount } : {}),
  }
}

function decodePath(text: string) {
  try {
    return decodeURIComponent(text)
  } catch (error) {
    if (error instanceof URIError) return null
    throw error
  }
}

function success(body: Record<string, unknown> = {}): Answer {
  return { status: 200, body }
}

function failure(status: number, error: string): Answer {
  return { status, body: { error } }
}
