// A listener's or presenter's message: checked, stored with its way into the meeting, and told to everybody.
import { write } from "#db/client.ts"
import { type ChatRow, findMessage, findMessageBySeq, findSentBefore } from "#db/queries/chat.ts"
import { findLatestLivestream } from "#db/queries/livestreams.ts"
import type { Deps } from "../deps.ts"
import { CHAT_RATE, type ChatMessage, type SendMessage, type Sent } from "../domain/chat.ts"
import { isChatOpen, liveStateOf } from "../domain/live-state.ts"
import type { Actor } from "../domain/policy.ts"
import { AppError } from "../errors.ts"
import { eventToWatch, requireUser, type VisibleEvent } from "./access.ts"
import { announceModeration } from "./chat-acts.ts"
import { nameFor, passAgain, passGate } from "./chat-gate.ts"
import { announceChange, announceMessage, changeMessage, enqueueRelay, postMessage } from "./chat-posting.ts"
import { isShown, messageView } from "./chat-view.ts"
import { floodLimit } from "./flood-limit.ts"
import { factsOf } from "./live-page.ts"

const limit = floodLimit(CHAT_RATE, "messages")

/** The same client id twice is the same message: a retry is answered, not repeated. */
export async function sendMessage(deps: Deps, actor: Actor, input: SendMessage): Promise<Sent> {
  const author = requireUser(actor)
  const visible = await eventToWatch(deps.db, actor, { id: input.eventId })
  const before = await findSentBefore(deps.db, input.eventId, author.id, input.clientId)
  if (before) return sentView(deps, before)
  await requireOpenChat(deps, visible)
  if (!visible.isPresenter) await limit(author.id)
  const { row, isNew } = await write(deps.db, async (tx) => {
    const twice = await findSentBefore(tx, input.eventId, author.id, input.clientId)
    if (twice) return { row: twice, isNew: false }
    const now = deps.clock.now()
    const name = await nameFor(tx, visible, author, input)
    const posted = await postMessage(tx, {
      eventId: input.eventId,
      clientId: input.clientId,
      authorId: author.id,
      ...name,
      ...(await passGate(tx, { visible, author, name, text: input.text, now })),
      origin: visible.isPresenter ? "presenter" : "listener",
      text: input.text,
      delivery: "waiting",
      createdAt: now,
    })
    if (isShown(posted)) await enqueueRelay(tx, posted, now)
    return { row: posted, isNew: true }
  })
  if (isNew && isShown(row)) {
    deps.wakeWorker()
    announceMessage(deps, visible.event, row)
  } else if (isNew) announceModeration(deps, input.eventId)
  return sentView(deps, row)
}

function sentView({ config }: Deps, row: ChatRow): Sent {
  if (isShown(row)) return { state: "shown", message: messageView(config, row) }
  return { state: row.state === "held" ? "held" : "refused" }
}

/** The author, or a presenter, asks for one more try into the meeting. */
export async function retryMessage(
  deps: Deps,
  actor: Actor,
  input: { eventId: string; seq: number },
): Promise<ChatMessage> {
  const user = requireUser(actor)
  const visible = await eventToWatch(deps.db, actor, { id: input.eventId })
  const message = await findMessageBySeq(deps.db, input.eventId, input.seq)
  if (!message || !isShown(message)) throw new AppError("not_found", `no message ${input.seq}`)
  if (message.authorId !== user.id && !visible.isPresenter)
    throw new AppError("forbidden", "somebody else's message")
  if (!isUndelivered(message)) return messageView(deps.config, message)
  if (!visible.isModerator) await requireOpenChat(deps, visible)
  const { row, isNew } = await write(deps.db, async (tx) => {
    const now = deps.clock.now()
    const current = await findMessage(tx, message.id)
    if (!current || !isUndelivered(current)) return { row: current, isNew: false }
    await passAgain(tx, { visible, author: user, message: current, now })
    const changed = await changeMessage(tx, current, { delivery: "waiting" })
    if (changed) await enqueueRelay(tx, changed, now)
    return { row: changed, isNew: true }
  })
  if (!row || !isShown(row)) throw new AppError("not_found", `no message ${input.seq}`)
  if (isNew) {
    deps.wakeWorker()
    announceChange(deps, visible.event, row)
  }
  return messageView(deps.config, row)
}

function isUndelivered({ delivery, state }: ChatRow) {
  return delivery === "not_delivered" && state === "shown"
}

/** What listeners write, votes included, goes by the same hours. */
export async function requireOpenChat(deps: Deps, visible: VisibleEvent) {
  const webinar = visible.webinar?.webinar
  if (!webinar?.enableChat) throw new AppError("chat_closed", "the chat is off")
  const livestream = await findLatestLivestream(deps.db, webinar.id)
  const state = liveStateOf(factsOf(visible, livestream), deps.clock.now())
  if (!isChatOpen(state)) throw new AppError("chat_closed", `the chat is closed while the event is ${state}`)
}
