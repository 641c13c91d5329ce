"use client"

import { useEffect, useEffectEvent, useState } from "react"
import type { ChatOpening, LiveView } from "#server/domain/views.ts"
import { type RealtimeSettings, useRealtime } from "./realtime.ts"
import { useChat } from "./use-chat.ts"
import { useLiveView } from "./use-live-view.ts"

export type LivePageData = { initial: LiveView; chatPage: ChatOpening; realtime: RealtimeSettings }

/** Signals may be lost, so the page also asks by itself: seldom while connected, often while not. */
const NET_MS = { connected: 25_000, otherwise: 8_000 } as const
const NET_JITTER_MS = { connected: 10_000, otherwise: 6_000 } as const

export type LivePageState = ReturnType<typeof useLivePage>

/** Everything a listener's page follows: state, chat and connection, without ever loading itself again. */
export function useLivePage({ initial, chatPage, realtime }: LivePageData) {
  const live = useLiveView(initial)
  const { view, refresh, hear } = live
  const chat = useChat({ eventId: view.event.id, initial: chatPage, ...view.chat })
  const { session } = chat
  const [hints, setHints] = useState(0)
  const { state: connection } = useRealtime({
    settings: realtime,
    channels: [view.channel, view.audienceChannel, ...view.chat.channels],
    onSignal(signal) {
      session.receive(signal)
      if (signal.type === "audience.changed") hear(signal.listeners)
      // Who was named moderator, or is one no longer, has another page.
      if (signal.type === "standing.changed") refresh()
      if (signal.type !== "live.changed") return
      setHints((count) => count + 1)
      refresh()
    },
    onResync() {
      refresh()
      session.resync()
    },
  })
  const isConnected = connection === "connected"

  useEffect(() => session.setConnected(isConnected), [session, isConnected])

  const readAgain = useEffectEvent(() => {
    refresh()
    session.resync()
  })
  useEffect(() => {
    const pace = isConnected ? "connected" : "otherwise"
    let timer: ReturnType<typeof setTimeout>
    const next = () => {
      timer = setTimeout(
        () => {
          // A connected page in the background hears signals; it needn't ask.
          if (!document.hidden || !isConnected) readAgain()
          next()
        },
        NET_MS[pace] + Math.random() * NET_JITTER_MS[pace],
      )
    }
    next()
    return () => clearTimeout(timer)
  }, [isConnected])
  useEffect(() => {
    const onVisible = () => {
      if (!document.hidden) readAgain()
    }
    document.addEventListener("visibilitychange", onVisible)
    window.addEventListener("online", readAgain)
    return () => {
      document.removeEventListener("visibilitychange", onVisible)
      window.removeEventListener("online", readAgain)
    }
  }, [])

  return { ...live, chat, hints, connection }
}
