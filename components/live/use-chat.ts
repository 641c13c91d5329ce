"use client"

import { useEffect, useState, useSyncExternalStore } from "react"
import { trpc } from "#components/trpc.tsx"
import type { ChatMessage } from "#server/domain/chat.ts"
import type { ChatOpening } from "#server/domain/views.ts"
import { ChatSession } from "./chat-session.ts"
import { outboxStorage } from "./chat-storage.ts"
import { type ChatReader, overTrpc } from "./chat-transport.ts"

/** What is kept in the browser is kept apart for each reader. */
export type ChatInput = ChatReader & {
  eventId: string
  initial: ChatOpening
  myKeys: readonly string[]
  spreadMs?: () => number
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
