import { z } from "zod"

export const CHAT_TEXT_MAX_LENGTH = 1000
export const CHAT_NAME_MAX_LENGTH = 80
/** BBB's sendChatMessage takes 1–500 UTF-16 units after trimming (wire/bigbluebutton.md §2.11). */
export const BBB_MESSAGE_MAX_LENGTH = 500
export const CHAT_PAGE_SIZE = 50
/** Messages, and changes, that one answer to `chat.since` has at most. */
export const CHAT_UPDATE_LIMIT = 200
/** Messages one author may send: a burst, then refilled per window. */
export const CHAT_RATE = { points: 6, windowSeconds: 10 } as const

export const CHAT_ORIGINS = ["listener", "presenter", "meeting"] as const
export const ChatOrigin = z.enum(CHAT_ORIGINS)
export type ChatOrigin = z.infer<typeof ChatOrigin>

/** `held` waits for a moderator and has no place yet, `refused` never gets one, `deleted` keeps its place without its text. */
export const MESSAGE_STATES = ["shown", "held", "deleted", "refused"] as const
export const MessageState = z.enum(MESSAGE_STATES)
export type MessageState = z.infer<typeof MessageState>

export const HOLD_REASONS = ["review", "word", "link"] as const
export const HoldReason = z.enum(HOLD_REASONS)
export type HoldReason = z.infer<typeof HoldReason>

/** `live_page_only`: there is no way into the meeting's chat, which is said instead of "sent". */
export const DELIVERIES = ["waiting", "in_meeting", "live_page_only", "not_delivered"] as const
export const Delivery = z.enum(DELIVERIES)
export type Delivery = z.infer<typeof Delivery>

/**
 * How the meeting's chat comes to us. `waiting`: nothing is asked for yet; `silent`: BBB was asked, but even our own
 * messages don't come back; `failing`: BBB can't be asked now; `missing`: it has no webhooks.
 */
export type ChatInbound = "on" | "waiting" | "silent" | "failing" | "missing"

export const SendMessage = z.object({
  eventId: z.string().min(1),
  /** Made by the browser, so that a retry is the same message. */
  clientId: z.string().regex(/^[A-Za-z0-9_-]{8,64}$/),
  text: z.string().transform(cleanText).pipe(z.string().min(1, "empty").max(CHAT_TEXT_MAX_LENGTH, "tooLong")),
  /** Under their pseudonym instead of their name. */
  underAlias: z.boolean().optional(),
})
export type SendMessage = z.infer<typeof SendMessage>

/** What can change of a message that has its place. `rev` numbers the changes of an event; null leaves the text. */
export const ChatChange = z.object({
  seq: z.number().int(),
  rev: z.number().int(),
  delivery: Delivery,
  deleted: z.boolean(),
  /** Deleted by its author, with their name. */
  erased: z.literal(true).optional(),
  text: z.string().nullable(),
})
export type ChatChange = z.infer<typeof ChatChange>

export const ChatMessage = ChatChange.extend({
  clientId: z.string(),
  /** The same for all that one person wrote here under this name; null: nobody with an account, or erased. */
  authorKey: z.string().nullable(),
  authorName: z.string(),
  origin: ChatOrigin,
  text: z.string(),
  at: z.coerce.date(),
})
export type ChatMessage = z.infer<typeof ChatMessage>

/** What became of a message that was sent. */
export type Sent = { state: "shown"; message: ChatMessage } | { state: "held" } | { state: "refused" }

/** How far an event's chat has come: who knows of all this knows everything. */
export const ChatHead = z.object({ seq: z.number().int(), rev: z.number().int(), rules: z.number().int() })
export type ChatHead = z.infer<typeof ChatHead>

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this removes
const CONTROLS = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/g

/** Readable text: normalised, no control or direction-override characters, at most two line breaks in a row. */
export function cleanText(text: string) {
  return text
    .normalize("NFC")
    .replace(/\r\n?/g, "\n")
    .replace(/\t/g, " ")
    .replace(CONTROLS, "")
    .replace(/\p{Surrogate}/gu, "")
    .replace(/\n{3,}/g, "\n\n")
    .trim()
}

/** Into pieces that BBB takes; it does not show line breaks. */
export function splitForBbb(text: string) {
  return splitText(text.replace(/\s*\n\s*/g, " "), BBB_MESSAGE_MAX_LENGTH)
}

/** Cuts on word boundaries, never inside a character. */
export function splitText(text: string, maxLength: number): string[] {
  const pieces: string[] = []
  let rest = text.trim()
  while (rest.length > maxLength) {
    const cut = cutAt(rest, maxLength)
    pieces.push(rest.slice(0, cut).trimEnd())
    rest = rest.slice(cut).trimStart()
  }
  if (rest) pieces.push(rest)
  return pieces
}

function cutAt(text: string, maxLength: number) {
  const space = Math.max(text.lastIndexOf(" ", maxLength), text.lastIndexOf("\n", maxLength))
  if (space > maxLength / 2) return space
  const code = text.charCodeAt(maxLength - 1)
  const splitsPair = code >= 0xd800 && code <= 0xdbff
  return splitsPair ? maxLength - 1 : maxLength
}
