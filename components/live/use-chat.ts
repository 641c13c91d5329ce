"use client"

import { useEffect, useRef, useState, useSyncExternalStore } from "react"
import { trpc } from "#components/trpc.tsx"
import type { ChatMessage } from "#server/domain/chat.ts"
import type { ChatOpening } from "#server/domain/views.ts"
import { ChatSession } from "./chat-session.ts"
import { outboxStorage } from "./chat-storage.ts"
import { type ChatReader, overTrpc } from "./chat-transport.ts"

export type ChatInput = Pick<ChatReader, "onUpdate"> & {
  eventId: string
  initial: ChatOpening
  /** Whose page this is; what is kept in the browser is kept apart for each. */
  myId: string | null
  myKeys: readonly string[]
  spreadMs?: () => number
}

export type Chat = ReturnType<typeof useChat>

/** One event's chat. Give `session` the page's signals (`receive`), connections (`setConnected`) and resyncs. */
export function useChat({ eventId, initial, myId, myKeys, spreadMs, onUpdate }: ChatInput) {
  const utils = trpc.useUtils()
  const reader = useRef(myId)
  const [session] = useState(
    () =>
      new ChatSession({
        initial,
        transport: overTrpc(utils.client, eventId, { isSignedIn: () => reader.current !== null, onUpdate }),
        storage: outboxStorage(eventId, myId),
        spreadMs,
      }),
  )
  const snapshot = useSyncExternalStore(session.subscribe, session.getSnapshot, session.getSnapshot)
  useEffect(() => {
    reader.current = myId
  }, [myId])
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
