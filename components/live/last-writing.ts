import type { ChatMessage } from "#server/domain/chat.ts"
import type { ChatState, OwnMessage } from "./chat-store.ts"

type Written = Pick<ChatState, "messages" | "outbox" | "standing" | "rules"> & {
  isMine: (message: ChatMessage) => boolean
}

/**
 * When this reader last wrote, or will have once all that waits is out, by the server's clock as far as it is known;
 * null: never.
 */
export function lastWriting({ messages, outbox, standing, rules, isMine }: Written, offsetMs: number) {
  const shown = messages.findLast(isMine)?.at.getTime() ?? 0
  const slowMs = rules.slowModeSeconds * 1_000
  let latest = Math.max(shown, standing?.lastAt?.getTime() ?? 0)
  for (const own of outbox.filter(({ status }) => status !== "refused")) {
    const turn = own.status === "sending" && latest > 0 ? latest + slowMs : 0
    latest = Math.max(latest, dueAt(own) + offsetMs, turn)
  }
  return latest === 0 ? null : new Date(latest)
}

/** By this browser's clock. */
function dueAt({ at, wait }: OwnMessage) {
  return Math.max(at.getTime(), wait?.until?.getTime() ?? 0)
}
