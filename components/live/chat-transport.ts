import type { TRPCClient } from "@trpc/client"
import { inTime } from "#components/trpc-links.ts"
import type { AppRouter } from "#server/api/router.ts"
import type { ChatUpdate } from "#server/domain/views.ts"
import type { ChatTransport } from "./chat-session.ts"
import { refusalOf, waitMsOf } from "./refusal.ts"

type Client = Pick<TRPCClient<AppRouter>, "chat">

export type ChatReader = {
  /** By now: a page that is open may learn that somebody has signed in on another one. */
  isSignedIn: () => boolean
  /** The chat's answers say how far the page and its questions have come too; null: this reader is refused. */
  onUpdate?: ((update: ChatUpdate | null) => void) | undefined
}

/** The event has been withdrawn, or is for signed-in people only and nobody is. */
const REFUSED_TO_READ = ["not_found", "unauthenticated"]

export function overTrpc(
  { chat }: Client,
  eventId: string,
  { isSignedIn, onUpdate }: ChatReader,
): ChatTransport {
  return {
    async since(known) {
      try {
        const update = await chat.since.query({ eventId, ...known }, inTime())
        onUpdate?.(update)
        return update
      } catch (error) {
        if (REFUSED_TO_READ.includes(refusalOf(error) ?? "")) onUpdate?.(null)
        throw error
      }
    },
    before: (beforeSeq) => chat.before.query({ eventId, beforeSeq }, inTime()),
    send: (own) => chat.send.mutate({ eventId, ...own }, inTime()),
    standing: async () => (isSignedIn() ? chat.standing.query({ eventId }, inTime()) : null),
    retryDelivery: (seq) => chat.retry.mutate({ eventId, seq }, inTime()),
    refusalOf,
    waitMsOf,
  }
}
