"use client"

import { useEffect, useState, useSyncExternalStore } from "react"
import { trpc } from "#components/trpc.tsx"
import type { ChatMessage } from "#server/domain/chat.ts"
import type { ChatOpening, ChatUpdate } from "#server/domain/views.ts"
import { ChatSession, type ChatTransport } from "./chat-session.ts"
import { outboxStorage } from "./chat-storage.ts"
import { refusalOf, waitMsOf } from "./refusal.ts"

export type ChatInput = {
  eventId: string
  initial: ChatOpening
  /** Whose page this is; what is kept in the browser is kept apart for each. */
  myId: string | null
  myKeys: readonly string[]
  spreadMs?: () => number
  /** The chat's answers say how far the page and its questions have come too; null: this reader is refused. */
  onUpdate?: (update: ChatUpdate | null) => void
}

export type Chat = ReturnType<typeof useChat>

/** One event's chat. Give `session` the page's signals (`receive`), connections (`setConnected`) and resyncs. */
export function useChat({ eventId, initial, myId, myKeys, spreadMs, onUpdate }: ChatInput) {
  const utils = trpc.useUtils()
  const [session] = useState(
    () =>
      new ChatSession({
        initial,
        transport: overTrpc(utils.client, eventId, { myId, onUpdate }),
        storage: outboxStorage(eventId, myId),
        spreadMs,
      }),
  )
  const snapshot = useSyncExternalStore(session.subscribe, session.getSnapshot, session.getSnapshot)
  useEffect(() => {
    session.start()
    window.addEventListener("online", session.resync)
    return () => {
      window.removeEventListener("online", session.resync)
      session.stop()
    }
  }, [session])
  const isMine = (message: ChatMessage) => message.authorKey !== null && myKeys.includes(message.authorKey)
  return { session, eventId, myId, isMine, ...snapshot }
}

/** The event has been withdrawn, or is for signed-in people only and nobody is. */
const REFUSED_TO_READ = ["not_found", "unauthenticated"]

/** A request that a dying connection swallowed must not hold up the next one. */
const ANSWER_WITHIN_MS = 15_000

type Client = ReturnType<typeof trpc.useUtils>["client"]

type Reader = Pick<ChatInput, "myId" | "onUpdate">

function overTrpc(client: Client, eventId: string, { myId, onUpdate }: Reader): ChatTransport {
  return {
    async since(known) {
      try {
        const update = await client.chat.since.query({ eventId, ...known }, inTime())
        onUpdate?.(update)
        return update
      } catch (error) {
        if (REFUSED_TO_READ.includes(refusalOf(error) ?? "")) onUpdate?.(null)
        throw error
      }
    },
    before: (beforeSeq) => client.chat.before.query({ eventId, beforeSeq }, inTime()),
    send: (own) => client.chat.send.mutate({ eventId, ...own }, inTime()),
    standing: async () => (myId === null ? null : client.chat.standing.query({ eventId }, inTime())),
    retryDelivery: (seq) => client.chat.retry.mutate({ eventId, seq }),
    refusalOf,
    waitMsOf,
  }
}

function inTime() {
  return { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) }
}
