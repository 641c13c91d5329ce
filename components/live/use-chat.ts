"use client"

import { useEffect, useState, useSyncExternalStore } from "react"
import { trpc } from "#components/trpc.tsx"
import type { ChatPage } from "#server/domain/views.ts"
import { ChatSession, type ChatTransport } from "./chat-session.ts"
import { outboxStorage } from "./chat-storage.ts"
import { refusalOf } from "./refusal.ts"

export type ChatInput = {
  eventId: string
  initial: ChatPage
  myId: string | null
}

export type Chat = ReturnType<typeof useChat>

/** One event's chat. Give `session` the page's signals (`receive`), connections (`setConnected`) and resyncs. */
export function useChat({ eventId, initial, myId }: ChatInput) {
  const utils = trpc.useUtils()
  const [session] = useState(
    () =>
      new ChatSession({
        initial,
        myId,
        transport: overTrpc(utils.client, eventId),
        storage: outboxStorage(eventId, myId),
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
  return { session, eventId, myId, ...snapshot }
}

type Client = ReturnType<typeof trpc.useUtils>["client"]

function overTrpc(client: Client, eventId: string): ChatTransport {
  return {
    since: (afterSeq) => client.chat.since.query({ eventId, afterSeq }),
    before: (beforeSeq) => client.chat.before.query({ eventId, beforeSeq }),
    send: (own) => client.chat.send.mutate({ eventId, ...own }),
    retryDelivery: (seq) => client.chat.retry.mutate({ eventId, seq }),
    refusalOf,
  }
}
