"use client"

import { useCallback, useEffect, useState } from "react"
import { useQuestions } from "#components/questions/use-questions.ts"
import type { QuestionsOpening } from "#server/domain/question.ts"
import type { ChatOpening, ChatUpdate, LiveView } from "#server/domain/views.ts"
import { type RealtimeSettings, useRealtime } from "./realtime.ts"
import { useAlias } from "./use-alias.ts"
import { useChat } from "./use-chat.ts"
import { useLiveView } from "./use-live-view.ts"
import { useSafetyNet } from "./use-safety-net.ts"

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
  const { view, refresh, isBehind, hear, spreadMs } = live
  const { myKeys } = view.chat
  const questions = useQuestions({ eventId: view.event.id, initial: questionsPage, myKeys })
  const { session: asked } = questions
  const { isModerator } = view.chat
  useEffect(() => asked.setModerator(isModerator), [asked, isModerator])
  const [hints, setHints] = useState(0)
  const readNews = useCallback(() => {
    setHints((count) => count + 1)
    refresh()
  }, [refresh])
  const onLiveVersion = useCallback(
    (version: number | null) => {
      if (version === null || isBehind(version)) readNews()
    },
    [isBehind, readNews],
  )
  const onUpdate = useCallback(
    (update: ChatUpdate | null) => {
      onLiveVersion(update?.liveVersion ?? null)
      if (update) asked.receive({ type: "question.head", rev: update.questionRev })
    },
    [onLiveVersion, asked],
  )
  const chat = useChat({ eventId: view.event.id, initial: chatPage, spreadMs, onUpdate, ...view.chat })
  const { session } = chat
  const choice = useAlias(chat, view.chat)
  const { state: connection } = useRealtime({
    settings: realtime,
    channels: live.channels,
    spreadMs,
    onSignal(signal) {
      session.receive(signal)
      asked.receive(signal)
      if (signal.type === "live.changed") readNews()
      // Who was named moderator, or is one no longer, has another page.
      if (signal.type === "standing.changed") refresh()
      if (signal.type === "audience.changed") hear(signal.listeners)
      if (signal.type !== "live.head") return
      heard()
      hear(signal.listeners)
      onLiveVersion(signal.version)
    },
    // The chat's answer tells whether the page's facts and its questions have to be read too.
    onResync: session.resyncSoon,
  })
  const isConnected = connection === "connected"

  const heard = useSafetyNet(isConnected, () => {
    refresh()
    // Who has to sign in is told so by the page's facts alone.
    if (live.state !== "restricted") session.resyncSoon()
  })
  useEffect(() => {
    session.setConnected(isConnected)
    asked.setConnected(isConnected)
  }, [session, asked, isConnected])

  return { ...live, chat, choice, questions, hints, connection }
}
