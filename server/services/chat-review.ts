// Messages that wait for a moderator: let through, each gets its place then; turned down, it never gets one.

import { type ChatRow, updateMessage } from "#db/queries/chat.ts"
import { countHeld, listHeld } from "#db/queries/chat-authors.ts"
import { nextChatSeq } from "#db/queries/events.ts"
import type { Deps } from "../deps.ts"
import type { ReviewQueue } from "../domain/moderation.ts"
import type { Actor } from "../domain/policy.ts"
import { AppError } from "../errors.ts"
import { eventToModerate } from "./access.ts"
import { announceModeration, moderate, nameOfMessage, targetOf } from "./chat-acts.ts"
import { announceMessage, enqueueRelay } from "./chat-posting.ts"
import { announceStanding } from "./chat-standing.ts"
import { isErased, isShown } from "./chat-view.ts"

const QUEUE_LIMIT = 100

type Held = { eventId: string; messageId: string }

export async function listQueue(
  deps: Deps,
  actor: Actor,
  { eventId }: { eventId: string },
): Promise<ReviewQueue> {
  await eventToModerate(deps.db, actor, eventId)
  const rows = await listHeld(deps.db, eventId, QUEUE_LIMIT)
  return {
    messages: rows.map(({ id, authorName, text, createdAt, heldBecause }) => ({
      id,
      authorName,
      text,
      at: createdAt,
      because: heldBecause ?? "review",
    })),
    total: rows.length < QUEUE_LIMIT ? rows.length : await countHeld(deps.db, eventId),
  }
}

/** Also what was turned down before: a moderator may think again. */
export async function letThrough(deps: Deps, actor: Actor, input: Held) {
  const visible = await eventToModerate(deps.db, actor, input.eventId)
  const row = await moderate(deps, actor, visible, async (tx) => {
    const message = await unshownOf(tx, input)
    if (isShown(message)) return null
    const seq = await nextChatSeq(tx, message.eventId)
    const result = await updateMessage(tx, message.id, { state: "shown", seq })
    if (!result) throw new AppError("not_found", "the message is gone")
    await enqueueRelay(tx, result, deps.clock.now())
    return { action: "chat.let_through", detail: detailOf(result), result }
  })
  if (!row || !isShown(row)) return
  deps.wakeWorker()
  announceMessage(deps, visible.event, row)
  announceModeration(deps, input.eventId)
}

export async function turnDown(deps: Deps, actor: Actor, input: Held) {
  const visible = await eventToModerate(deps.db, actor, input.eventId)
  const row = await moderate(deps, actor, visible, async (tx) => {
    const message = await unshownOf(tx, input)
    if (message.state === "refused") return null
    if (message.state !== "held") throw new AppError("conflict", "another moderator let it through")
    const result = await updateMessage(tx, message.id, { state: "refused" })
    if (!result) throw new AppError("not_found", "the message is gone")
    return { action: "chat.turned_down", detail: detailOf(result), result }
  })
  if (!row) return
  if (row.authorId) announceStanding(deps, input.eventId, row.authorId)
  announceModeration(deps, input.eventId)
}

async function unshownOf(tx: Parameters<typeof targetOf>[0], { eventId, messageId }: Held) {
  const message = await targetOf(tx, { eventId, message: { id: messageId } })
  if (isErased(message)) throw new AppError("not_found", "its author has taken it back")
  return message
}

function detailOf(row: ChatRow) {
  return { message: nameOfMessage(row), author: row.authorName }
}
