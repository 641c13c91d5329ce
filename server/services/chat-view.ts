import type { ChatRow } from "#db/queries/chat.ts"
import type { Config } from "../config.ts"
import type { ChatChange, ChatMessage } from "../domain/chat.ts"
import { derivedSecret } from "../seal.ts"

const KEY_LENGTH = 16

/**
 * Tells a page which messages are one person's, without telling who that is. Another event gives another key, and so
 * does a pseudonym: what somebody writes under it can't be matched with what they wrote under their name.
 */
export function authorKey(
  config: Config,
  { eventId, authorId, underAlias }: Pick<ChatRow, "eventId" | "underAlias"> & { authorId: string },
) {
  const purpose = `author:${underAlias ? "alias" : "name"}:${eventId}:${authorId}`
  return derivedSecret(config.secret, purpose).slice(0, KEY_LENGTH)
}

/** One person's own, by name and by pseudonym. */
export function authorKeys(config: Config, eventId: string, authorId: string) {
  return [false, true].map((underAlias) => authorKey(config, { eventId, authorId, underAlias }))
}

export type ShownRow = ChatRow & { seq: number }

/** Has a place in the chat, also when its text was deleted. */
export function isShown(row: ChatRow): row is ShownRow {
  return row.seq !== null
}

/** Its author took it back, name and all; what moderators delete keeps its name, and nobody writes without one. */
export function isErased({ authorName }: { authorName: string }) {
  return authorName === ""
}

/** null: nobody with an account, or somebody who erased it, and whom nobody is to match with anything. */
export function authorKeyOf(
  config: Config,
  row: Pick<ChatRow, "eventId" | "underAlias" | "authorId" | "authorName">,
) {
  const { authorId } = row
  return authorId === null || isErased(row) ? null : authorKey(config, { ...row, authorId })
}

export function messageView(config: Config, row: ShownRow): ChatMessage {
  return {
    ...changeView(row),
    text: row.state === "deleted" ? "" : row.text,
    clientId: row.clientId,
    authorKey: authorKeyOf(config, row),
    authorName: row.authorName,
    origin: row.origin,
    at: row.createdAt,
  }
}

/** A delivery alone needn't repeat the text to everybody. */
export function deliveryView(row: ShownRow): ChatChange {
  return { ...changeView(row), text: null }
}

export function changeView(row: ShownRow): ChatChange {
  const isDeleted = row.state === "deleted"
  return {
    seq: row.seq,
    rev: row.rev,
    delivery: row.delivery,
    deleted: isDeleted,
    ...(isErased(row) ? { erased: true } : {}),
    text: isDeleted ? null : row.text,
  }
}
