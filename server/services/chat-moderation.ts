// Messages taken away and put back. What is gone keeps its place; its text stays with the server, pinned or not.
import type { ChatRow } from "#db/queries/chat.ts"
import { unpinMessages } from "#db/queries/moderation.ts"
import type { Deps } from "../deps.ts"
import type { MessageTarget, ModeratedMessage } from "../domain/moderation.ts"
import type { Actor } from "../domain/policy.ts"
import { AppError } from "../errors.ts"
import { eventToModerate } from "./access.ts"
import { announceModeration, moderate, nameOfMessage, targetOf } from "./chat-acts.ts"
import { announceChange, changeMessage, enqueueRelay } from "./chat-posting.ts"
import { announceRules } from "./chat-rules.ts"
import { isErased, isShown, type ShownRow } from "./chat-view.ts"

export async function deleteMessage(
  deps: Deps,
  actor: Actor,
  input: MessageTarget,
): Promise<ModeratedMessage> {
  return setState(deps, actor, input, { from: "shown", to: "deleted", action: "chat.deleted" })
}

/** A message that was on its way to the meeting when it was deleted goes on. */
export async function restoreMessage(
  deps: Deps,
  actor: Actor,
  input: MessageTarget,
): Promise<ModeratedMessage> {
  return setState(deps, actor, input, { from: "deleted", to: "shown", action: "chat.restored" })
}

type Move =
  | { from: "shown"; to: "deleted"; action: "chat.deleted" }
  | { from: "deleted"; to: "shown"; action: "chat.restored" }

/** Twice is once: two moderators who do the same agree. */
async function setState(deps: Deps, actor: Actor, input: MessageTarget, { from, to, action }: Move) {
  const visible = await eventToModerate(deps.db, actor, input.eventId)
  const act = await moderate(deps, actor, visible, async (tx) => {
    const message = await targetOf(tx, input)
    if (message.state === to) return null
    if (message.state !== from) throw new AppError("conflict", `the message is ${message.state}`)
    if (isErased(message)) throw new AppError("conflict", "its author has taken it back")
    const row = await changeMessage(tx, message, { state: to })
    if (!row) throw new AppError("not_found", "the message is gone")
    if (to === "shown" && row.delivery === "waiting") await enqueueRelay(tx, row, deps.clock.now())
    const unpinned = to === "deleted" ? await unpinMessages(tx, [row.id]) : []
    const detail = { message: nameOfMessage(row), author: row.authorName }
    return {
      action,
      detail: unpinned.length > 0 ? { ...detail, announcement: "taken_down" } : detail,
      result: { changed: row, unpinned },
    }
  })
  if (act) {
    deps.wakeWorker()
    announceChange(deps, visible.event, act.changed)
    for (const rules of act.unpinned) announceRules(deps, visible.event, rules)
    announceModeration(deps, input.eventId)
  }
  const row = act?.changed ?? (await targetOf(deps.db, input))
  if (!isShown(row)) throw new AppError("conflict", `the message is ${row.state}`)
  return moderatedView(row)
}

function moderatedView(row: ShownRow): ModeratedMessage {
  return { seq: row.seq, deleted: row.state === "deleted", inMeeting: isInMeeting(row) }
}

/** Also in part: what was said in the meeting, nobody can take back there. */
function isInMeeting({ origin, delivery, deliveredPieces, deliveredLines }: ChatRow) {
  return origin === "meeting" || delivery === "in_meeting" || deliveredPieces > 0 || deliveredLines > 0
}
