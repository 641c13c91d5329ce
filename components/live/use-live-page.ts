"use client"

import { useCallback, useEffect, useEffectEvent, useRef, useState } from "react"
import { useQuestions } from "#components/questions/use-questions.ts"
import type { QuestionsOpening } from "#server/domain/question.ts"
import type { ChatOpening, LiveView } from "#server/domain/views.ts"
import { type RealtimeSettings, useRealtime } from "./realtime.ts"
import { SafetyNet } from "./safety-net.ts"
import { useChat } from "./use-chat.ts"
import { isNews, useLiveView } from "./use-live-view.ts"

export type LivePageData = {
  initial: LiveView
  chatPage: ChatOpening
  questionsPage: QuestionsOpening
  realtime: RealtimeSettings
}

export type LivePageState = ReturnType<typeof useLivePage>

/** Everything a listener's page follows: state, chat, questions and connection, without ever loading itself again. */
export function useLivePage({ initial, chatPage, questionsPage, realtime }: LivePageData) {
  const live = useLiveView(initial)
  const { view, refresh, hear, spreadMs } = live
  const chat = useChat({ eventId: view.event.id, initial: chatPage, spreadMs, ...view.chat })
  const { session } = chat
  const { myKeys } = view.chat
  const questions = useQuestions({ eventId: view.event.id, initial: questionsPage, myKeys })
  const { session: asked } = questions
  const catchUp = useCallback(() => {
    session.resync()
    asked.resync()
  }, [session, asked])
  const [hints, setHints] = useState(0)
  const net = useRef<SafetyNet | null>(null)
  const { state: connection } = useRealtime({
    settings: realtime,
    channels: [view.channel, view.audienceChannel, ...view.chat.channels],
    spreadMs,
    onSignal(signal) {
      session.receive(signal)
      asked.receive(signal)
      if (signal.type === "live.head") net.current?.heard()
      if (signal.type === "audience.changed" || signal.type === "live.head") hear(signal.listeners)
      // Who was named moderator, or is one no longer, has another page.
      if (signal.type === "standing.changed") refresh()
      if (!isNews(signal, view)) return
      setHints((count) => count + 1)
      refresh()
    },
    onResync() {
      session.sendWaiting()
      refresh(catchUp)
    },
  })
  const isConnected = connection === "connected"

  const readAgain = useEffectEvent(() => refresh(catchUp))
  /** A connected page in the background hears signals; it needn't ask. */
  const readIfWatched = useEffectEvent(() => {
    if (!document.hidden || !isConnected) readAgain()
  })
  useEffect(() => {
    const started = new SafetyNet(() => readIfWatched())
    net.current = started
    started.start()
    return () => started.stop()
  }, [])
  useEffect(() => {
    session.setConnected(isConnected)
    asked.setConnected(isConnected)
    net.current?.setConnected(isConnected)
  }, [session, asked, isConnected])
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

  return { ...live, chat, questions, hints, connection }
}
