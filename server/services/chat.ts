import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible"
import { type Tx, write } from "#db/client.ts"
import {
  type ChatRow,
  findMessageBySeq,
  findSentBefore,
  insertMessage,
  listBefore,
  listSince,
  updateMessage,
} from "#db/queries/chat.ts"
import { nextChatSeq } from "#db/queries/events.ts"
import { findLatestLivestream } from "#db/queries/livestreams.ts"
import type { Deps } from "../deps.ts"
import { CHAT_PAGE_SIZE, CHAT_RATE, type ChatMessage, type SendMessage } from "../domain/chat.ts"
import { isChatOpen, liveStateOf } from "../domain/live-state.ts"
import type { Actor } from "../domain/policy.ts"
import { eventChannel } from "../domain/signals.ts"
import type { ChatPage } from "../domain/views.ts"
import { AppError } from "../errors.ts"
import { newId } from "../ids.ts"
import { enqueue } from "../jobs.ts"
import { eventToWatch, requireUser, type VisibleEvent } from "./access.ts"
import { announce } from "./announce.ts"
import { chatLane } from "./chat-lane.ts"
import { messageView } from "./chat-view.ts"
import { factsOf } from "./live-page.ts"

const SINCE_LIMIT = 200
const limiter = new RateLimiterMemory({ points: CHAT_RATE.points, duration: CHAT_RATE.windowSeconds })

/** The same client id twice is the same message: a retry is answered, not repeated. */
export async function sendMessage(deps: Deps, actor: Actor, input: SendMessage): Promise<ChatMessage> {
  const author = requireUser(actor)
  const visible = await eventToWatch(deps.db, actor, { id: input.eventId })
  const before = await findSentBefore(deps.db, input.eventId, author.id, input.clientId)
  if (before) return messageView(before)
  await requireOpenChat(deps, visible)
  if (!visible.isPresenter) await limit(author.id)
  const { row, isNew } = await write(deps.db, async (tx) => {
    const twice = await findSentBefore(tx, input.eventId, author.id, input.clientId)
    if (twice) return { row: twice, isNew: false }
    const inserted = await insertMessage(tx, {
      id: newId(),
      eventId: input.eventId,
      seq: await nextChatSeq(tx, input.eventId),
      clientId: input.clientId,
      authorId: author.id,
      authorName: author.name,
      origin: visible.isPresenter ? "presenter" : "listener",
      text: input.text,
      delivery: "waiting",
      createdAt: deps.clock.now(),
    })
    await enqueueRelay(tx, inserted, deps.clock.now())
    return { row: inserted, isNew: true }
  })
  deps.wakeWorker()
  const message = messageView(row)
  if (isNew) await announce(deps, eventChannel(visible.event), [{ type: "chat.sent", message }])
  return message
}

/** The author, or a presenter, asks for one more try into the meeting. */
export async function retryMessage(deps: Deps, actor: Actor, input: { eventId: string; seq: number }) {
  const user = requireUser(actor)
  const visible = await eventToWatch(deps.db, actor, { id: input.eventId })
  const message = await findMessageBySeq(deps.db, input.eventId, input.seq)
  if (!message) throw new AppError("not_found", `no message ${input.seq}`)
  if (message.authorId !== user.id && !visible.isPresenter)
    throw new AppError("forbidden", "somebody else's message")
  if (message.delivery !== "not_delivered") return messageView(message)
  const updated = await write(deps.db, async (tx) => {
    const row = await updateMessage(tx, message.id, { delivery: "waiting" })
    if (row) await enqueueRelay(tx, row, deps.clock.now())
    return row
  })
  deps.wakeWorker()
  const view = messageView(updated ?? message)
  await announce(deps, eventChannel(visible.event), [{ type: "chat.changed", message: view }])
  return view
}

async function enqueueRelay(tx: Tx, message: ChatRow, now: Date) {
  await enqueue(tx, "chat.relay", { messageId: message.id }, { lane: chatLane(message.eventId), runAt: now })
}

async function requireOpenChat(deps: Deps, visible: VisibleEvent) {
  const webinar = visible.webinar?.webinar
  if (!webinar?.enableChat) throw new AppError("chat_closed", "the chat is off")
  const livestream = await findLatestLivestream(deps.db, webinar.id)
  const state = liveStateOf(factsOf(visible, livestream), deps.clock.now())
  if (!isChatOpen(state)) throw new AppError("chat_closed", `the chat is closed while the event is ${state}`)
}

async function limit(authorId: string) {
  try {
    await limiter.consume(authorId)
  } catch (error) {
    if (!(error instanceof RateLimiterRes)) throw error
    const seconds = String(Math.ceil(error.msBeforeNext / 1000))
    throw new AppError("too_many_requests", "too many messages", { fields: { retryAfterSeconds: seconds } })
  }
}

/** What came after the last message a page has, oldest first; a full answer means: ask again. */
export async function listMessagesSince(
  deps: Deps,
  actor: Actor,
  input: { eventId: string; afterSeq: number },
) {
  await eventToWatch(deps.db, actor, { id: input.eventId })
  return (await listSince(deps.db, input.eventId, input.afterSeq, SINCE_LIMIT)).map(messageView)
}

export async function listMessagesBefore(
  deps: Deps,
  actor: Actor,
  input: { eventId: string; beforeSeq: number },
): Promise<ChatPage> {
  await eventToWatch(deps.db, actor, { id: input.eventId })
  const rows = await listBefore(deps.db, input.eventId, input.beforeSeq, CHAT_PAGE_SIZE + 1)
  return { messages: rows.slice(-CHAT_PAGE_SIZE).map(messageView), hasOlder: rows.length > CHAT_PAGE_SIZE }
}

export async function listRecent(deps: Deps, actor: Actor, input: { eventId: string }): Promise<ChatPage> {
  return listMessagesBefore(deps, actor, { ...input, beforeSeq: Number.MAX_SAFE_INTEGER })
}
