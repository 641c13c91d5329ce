import { createHash, timingSafeEqual } from "node:crypto"
import { z } from "zod"
import type { MeetingRole } from "#server/clients/contracts.ts"
import { parseJson } from "#server/clients/http.ts"

export type HookDelivery = {
  /** The registered address, byte for byte. */
  callbackUrl: string
  rawBody: string
  /** Query parameter `checksum` of the delivery. */
  checksum: string | null
  /** Header of the delivery: servers set to auth2_0 send the secret there, and no checksum. */
  authorization: string | null
  secret: string
}

/**
 * "unbound" is what bbb-webhooks 3.0 to 3.3.1 send: the sender knew the secret once, but the body isn't
 * covered, so that only the address's secrecy protects it.
 */
export type HookVerdict = "signed" | "unbound" | "wrong"

export function verifyHook({
  callbackUrl,
  rawBody,
  checksum,
  authorization,
  secret,
}: HookDelivery): HookVerdict {
  if (secret === "") return "wrong"
  if (authorization !== null && isSame(authorization, `Bearer ${secret}`)) return "signed"
  if (checksum === null) return "wrong"
  const isChecksumOf = (covered: string) =>
    ["sha1", "sha256", "sha384", "sha512"].some((algorithm) =>
      isSame(checksum, createHash(algorithm).update(`${callbackUrl}${covered}${secret}`).digest("hex")),
    )
  if (isChecksumOf(rawBody) || isChecksumOf(bodyOfOldVersions(rawBody))) return "signed"
  return isChecksumOf("{}") ? "unbound" : "wrong"
}

/** What BBB is asked to tell, by its own names. */
export const HOOK_EVENTS = ["chat-group-message-sent", "meeting-ended"] as const

type HookEventBase = { meetingId: string; internalMeetingId: string; at: Date }
export type HookEvent = HookEventBase &
  (
    | { type: "meeting_ended" }
    | { type: "user_joined"; userId: string; name: string; role: MeetingRole }
    | { type: "user_left"; userId: string }
    | {
        type: "chat_message"
        messageId: string
        senderName: string
        senderUserId: string | null
        /** Sent by `sendChatMessage`: by us, or by another program that has the secret. */
        fromApi: boolean
        text: string
      }
  )

/**
 * The events of a delivery that mean something to us, none when it is something else: the answer must be
 * 2xx all the same, or BBB drops the hook. Text of 2.x servers is HTML, of 3.0 as it was typed.
 */
export function parseHookBody(rawBody: string, { textIsHtml }: { textIsHtml: boolean }): HookEvent[] {
  const events = parseJson(new URLSearchParams(rawBody).get("event") ?? "")
  return (Array.isArray(events) ? events : [events]).flatMap((event) => {
    const parsed = Event.safeParse(event)
    return parsed.success ? [ourEvent(parsed.data, textIsHtml)] : []
  })
}

/** BBB keeps hooks and retries over the end of a meeting, and the next one has the same external id. */
export function isEventOf(event: HookEvent, meeting: { meetingId: string; createdAt: Date }) {
  const isSameRun = event.internalMeetingId.endsWith(`-${meeting.createdAt.getTime()}`)
  return event.meetingId === meeting.meetingId && isSameRun
}

/** The 2.x package numbers its hooks and sends the event first; later ones have UUIDs and send the domain first. */
export function isTextHtml({ hookId, rawBody }: { hookId: string | null; rawBody: string }) {
  return hookId === null ? rawBody.startsWith("event=") : /^\d+$/.test(hookId)
}

/** They are about 22 characters long. */
const MESSAGE_ID_MAX_LENGTH = 200
/** Of a Date. */
const LAST_MOMENT = 8.64e15

const eventOf = <Id extends string, Shape extends z.ZodRawShape>(id: Id, attributes: Shape) =>
  z.object({
    data: z.object({
      id: z.literal(id),
      attributes: z.object({
        meeting: z.object({ "internal-meeting-id": z.string(), "external-meeting-id": z.string() }),
        ...attributes,
      }),
      event: z.object({ ts: z.number().int().min(0).max(LAST_MOMENT) }),
    }),
  })

const Event = z.union([
  eventOf("meeting-ended", {}),
  eventOf("user-joined", {
    user: z.object({ "external-user-id": z.string(), name: z.string(), role: z.string() }),
  }),
  eventOf("user-left", { user: z.object({ "external-user-id": z.string() }) }),
  eventOf("chat-group-message-sent", {
    "chat-id": z.literal("MAIN-PUBLIC-GROUP-CHAT"),
    "chat-message": z.object({
      id: z.string().min(1).max(MESSAGE_ID_MAX_LENGTH),
      message: z.string(),
      sender: z.object({
        "internal-user-id": z.string(),
        "external-user-id": z.string().optional(),
        name: z.string(),
      }),
    }),
  }),
])

function ourEvent({ data }: z.infer<typeof Event>, textIsHtml: boolean): HookEvent {
  const { meeting } = data.attributes
  const base = {
    meetingId: meeting["external-meeting-id"],
    internalMeetingId: meeting["internal-meeting-id"],
    at: new Date(data.event.ts),
  }
  switch (data.id) {
    case "meeting-ended":
      return { ...base, type: "meeting_ended" }
    case "user-joined": {
      const { "external-user-id": userId, name, role } = data.attributes.user
      return {
        ...base,
        type: "user_joined",
        userId,
        name,
        role: role.toUpperCase() === "MODERATOR" ? "moderator" : "viewer",
      }
    }
    case "user-left":
      return { ...base, type: "user_left", userId: data.attributes.user["external-user-id"] }
    case "chat-group-message-sent": {
      const { id, message, sender } = data.attributes["chat-message"]
      const internalId = sender["internal-user-id"]
      return {
        ...base,
        type: "chat_message",
        messageId: id,
        senderName: sender.name,
        senderUserId: sender["external-user-id"] ?? null,
        // People's internal ids start so; the API puts the sender's name there, whatever that starts with.
        fromApi: !/^[wv]_/.test(internalId) || internalId === sender.name,
        text: textIsHtml ? textOfHtml(message) : message,
      }
    }
    default:
      return data satisfies never
  }
}

/** bbb-webhooks 2.x hashes a JSON object of the fields instead of what it sends. */
function bodyOfOldVersions(rawBody: string) {
  const fields = new URLSearchParams(rawBody)
  const timestamp = Number(fields.get("timestamp"))
  return JSON.stringify({ event: fields.get("event"), timestamp, domain: fields.get("domain") })
}

function isSame(given: string, expected: string) {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)]
  return a.length === b.length && timingSafeEqual(a, b)
}

/** Entities once, after the tags, so that what somebody typed as `<b>` comes out as typed. */
function textOfHtml(html: string) {
  return html
    .replace(/<br\s*\/?>/gi, "\n")
    .replace(/<[^>]*>/g, "")
    .replace(/&(lt|gt|quot|#39|apos|nbsp|amp);/g, (_whole, name: string) => ENTITIES.get(name) ?? "")
}

const ENTITIES = new Map([
  ["lt", "<"],
  ["gt", ">"],
  ["quot", '"'],
  ["#39", "'"],
  ["apos", "'"],
  ["nbsp", " "],
  ["amp", "&"],
])
