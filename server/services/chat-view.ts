import type { ChatRow } from "#db/queries/chat.ts"
import type { ChatMessage } from "../domain/chat.ts"

export function messageView(row: ChatRow): ChatMessage {
  return {
    seq: row.seq,
    clientId: row.clientId,
    authorId: row.authorId,
    authorName: row.authorName,
    origin: row.origin,
    text: row.text,
    at: row.createdAt,
    delivery: row.delivery,
  }
}
