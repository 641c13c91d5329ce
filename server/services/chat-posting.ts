// Every message gets its place, and every change of one its number, in the transaction that makes it.

import type { Tx } from "#db/client.ts"
import { type ChatRow, insertMessage, type NewChatRow, updateMessage } from "#db/queries/chat.ts"
import { nextChatRev, nextChatSeq } from "#db/queries/events.ts"
import type { EventRow } from "#db/queries/webinars.ts"
import type { Deps } from "../deps.ts"
import { eventChannel } from "../domain/signals.ts"
import { newId } from "../ids.ts"
import { enqueue } from "../jobs.ts"
import { chatLane } from "./chat-lane.ts"
import { changeView, isShown, messageView, type ShownRow } from "./chat-view.ts"

type NewMessage = Pick<
  NewChatRow,
  | "eventId"
  | "clientId"
  | "authorId"
  | "authorName"
  | "underAlias"
  | "origin"
  | "sourceId"
  | "text"
  | "state"
  | "heldBecause"
  | "delivery"
  | "createdAt"
>

/** A message that waits for a moderator has no place yet. */
export async function postMessage(tx: Tx, message: NewMessage): Promise<ChatRow> {
  const seq = message.state === "held" ? null : await nextChatSeq(tx, message.eventId)
  return insertMessage(tx, { ...message, id: newId(), seq })
}

/** null: the message is gone. */
export async function changeMessage(
  tx: Tx,
  row: Pick<ChatRow, "id" | "eventId" | "seq">,
  change: Partial<Pick<ChatRow, "state" | "delivery" | "text" | "authorName">>,
) {
  const rev = row.seq === null ? {} : { rev: await nextChatRev(tx, row.eventId) }
  return updateMessage(tx, row.id, { ...change, ...rev })
}

export async function enqueueRelay(tx: Tx, message: Pick<ChatRow, "id" | "eventId">, now: Date) {
  await enqueue(tx, "chat.relay", { messageId: message.id }, { lane: chatLane(message.eventId), runAt: now })
}

type ToldEvent = Pick<EventRow, "id" | "restricted">

export function announceMessage(deps: Deps, event: ToldEvent, row: ShownRow) {
  deps.ticker.add(eventChannel(event), { type: "chat.sent", messages: [messageView(deps.config, row)] })
}

/** What has no place yet is nobody's business but its author's and the moderators'. */
export function announceChange(deps: Deps, event: ToldEvent, row: ChatRow, view = changeView) {
  if (isShown(row)) deps.ticker.add(eventChannel(event), { type: "chat.changed", changes: [view(row)] })
}
