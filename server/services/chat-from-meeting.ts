// What people write in the meeting's public chat, on its way to the listeners: each line once, and never our own again.
import { createHash } from "node:crypto"
import { write } from "#db/client.ts"
import { type ChatRow, listKnownSources } from "#db/queries/chat.ts"
import { type HookRow, updateHook } from "#db/queries/hooks.ts"
import { findLatestLivestream } from "#db/queries/livestreams.ts"
import type { WebinarRecord } from "#db/queries/webinars.ts"
import type { HookEvent } from "../clients/bbb-webhooks.ts"
import type { Deps } from "../deps.ts"
import { CHAT_NAME_MAX_LENGTH, CHAT_TEXT_MAX_LENGTH, cleanText, splitText } from "../domain/chat.ts"
import { isNameInMeeting } from "../domain/chat-in-meeting.ts"
import { isChatOpen, liveStateOf } from "../domain/live-state.ts"
import { ownersOf } from "./access.ts"
import { noteEcho } from "./chat-echo.ts"
import { announceMessage, postMessage } from "./chat-posting.ts"
import { isShown } from "./chat-view.ts"
import { factsOf } from "./live-page.ts"
import { isHookWanted } from "./meeting-hook-order.ts"
import { STREAMING_USER_NAME, STREAMING_USER_PREFIX } from "./meetings.ts"

/** How exactly it is remembered when BBB was heard of: each of our own lines comes back, and most need no write. */
export const HEARD_WITHIN_MS = 10_000
const NAMELESS = "BigBlueButton"
const HASH_LENGTH = 32

type Line = Extract<HookEvent, { type: "chat_message" }>
type Piece = { text: string; sourceId: string; clientId: string }

export async function takeFromMeeting(
  deps: Deps,
  record: WebinarRecord,
  hook: HookRow,
  events: readonly HookEvent[],
) {
  const now = deps.clock.now()
  const said = events.flatMap((event) => (event.type === "chat_message" ? [event] : []))
  for (const line of said.filter(isSentByUs)) await noteEcho(deps, record.event.id, line)
  const lines = said.filter((line) => !isSentByUs(line) && !isTypedByGateway(line))
  const wanted = lines.length > 0 && (await isListening(deps, record, now)) ? lines : []
  if (wanted.length === 0 && wasHeardLately(hook, now)) return
  const posted = await write(deps.db, async (tx) => {
    await updateHook(tx, record.webinar.id, { deliveredAt: now })
    const rows: { row: ChatRow; at: Date }[] = []
    for (const line of wanted) {
      const pieces = piecesOf(line)
      const sources = pieces.map(({ sourceId }) => sourceId)
      const known = await listKnownSources(tx, record.event.id, sources)
      for (const piece of pieces)
        if (!known.includes(piece.sourceId))
          rows.push({ row: await postMessage(tx, messageOf(record, line, piece, now)), at: line.at })
    }
    return rows
  })
  for (const { row, at } of posted) {
    if (isShown(row)) announceMessage(deps, record.event, row)
    deps.metrics.chatReceived(Math.max(0, deps.clock.now().getTime() - at.getTime()) / 1000)
    const { webinar, event } = record
    deps.log.info({ webinar: webinar.id, title: event.title, seq: row.seq }, "webinar chat from the meeting")
  }
}

/** By the API; other programs use it too. */
function isSentByUs({ fromApi, senderName }: Line) {
  return fromApi && isNameInMeeting(senderName)
}

/** What Amphi brought into the meeting by a gateway's browser. */
function isTypedByGateway({ fromApi, senderName, senderUserId }: Line) {
  if (fromApi) return false
  // Before 3.4 the package doesn't tell ids.
  return senderUserId?.startsWith(STREAMING_USER_PREFIX) ?? senderName === STREAMING_USER_NAME
}

/** What is said at a rehearsal stays in the meeting, like everything while listeners have no chat. */
async function isListening(deps: Deps, { webinar, event }: WebinarRecord, now: Date) {
  if (!isHookWanted(webinar)) return false
  const livestream = await findLatestLivestream(deps.db, webinar.id)
  return isChatOpen(liveStateOf(factsOf({ event }, livestream), now))
}

function wasHeardLately({ deliveredAt }: HookRow, now: Date) {
  return deliveredAt !== null && Math.abs(now.getTime() - deliveredAt.getTime()) < HEARD_WITHIN_MS
}

/** BBB takes longer texts than the live page shows as one message. */
function piecesOf({ messageId, text }: Line): Piece[] {
  return splitText(cleanText(text), CHAT_TEXT_MAX_LENGTH).map((piece, index) => {
    const part = index === 0 ? "" : `-${index + 1}`
    return { text: piece, sourceId: `${messageId}${part}`, clientId: `bbb-${shortId(messageId)}${part}` }
  })
}

/** Every BBB we know names its messages so; pages are promised ids of this kind. */
function shortId(messageId: string) {
  if (/^[A-Za-z0-9_-]{4,48}$/.test(messageId)) return messageId
  return createHash("sha256").update(messageId).digest("hex").slice(0, HASH_LENGTH)
}

function messageOf(record: WebinarRecord, line: Line, piece: Piece, now: Date) {
  return {
    ...piece,
    eventId: record.event.id,
    authorId: presenterIdOf(record, line),
    authorName: nameOf(line),
    origin: "meeting",
    delivery: "in_meeting",
    createdAt: now,
  } as const
}

/** Who enters from Amphi has the id of the account there. */
function presenterIdOf(record: WebinarRecord, { senderUserId }: Line) {
  const { ownerId, presenterIds } = ownersOf(record)
  return [ownerId, ...presenterIds].find((id) => id === senderUserId) ?? null
}

function nameOf({ senderName }: Line) {
  const name = cleanText(cleanText(senderName).replace(/\s+/g, " ").slice(0, CHAT_NAME_MAX_LENGTH))
  return /[\p{L}\p{N}\p{P}\p{S}]/u.test(name) ? name : NAMELESS
}
