"use client"

import { useEffect, useState } from "react"
import { type RealtimeSettings, useRealtime } from "#components/live/realtime.ts"
import { useChat } from "#components/live/use-chat.ts"
import { useLiveView } from "#components/live/use-live-view.ts"
import { useQuestions } from "#components/questions/use-questions.ts"
import { trpc } from "#components/trpc.tsx"
import type { QuestionsOpening } from "#server/domain/question.ts"
import type { ChatOpening, ControlView } from "#server/domain/views.ts"
import { isSomethingRunning } from "./control-state.ts"

/** Signals are hints and may be lost: the view is read again anyway, more often while something runs. */
const REREAD_RUNNING_MS = 10_000
const REREAD_IDLE_MS = 30_000

export type ControlInput = {
  initial: ControlView
  initialChat: ChatOpening
  initialQuestions: QuestionsOpening
  realtime: RealtimeSettings
}

export type Control = ReturnType<typeof useControl>

export function useControl({ initial, initialChat, initialQuestions, realtime }: ControlInput) {
  const utils = trpc.useUtils()
  const query = trpc.control.get.useQuery(
    { webinarId: initial.webinar.id },
    {
      initialData: initial,
      refetchInterval: ({ state }) =>
        state.data && isSomethingRunning(state.data) ? REREAD_RUNNING_MS : REREAD_IDLE_MS,
      refetchIntervalInBackground: true,
    },
  )
  const view = query.data
  const page = useLiveView(initial.live)
  const chat = useChat({ eventId: view.event.id, initial: initialChat, ...view.live.chat })
  const { myKeys } = view.live.chat
  const questions = useQuestions({ eventId: view.event.id, initial: initialQuestions, myKeys })
  const [hints, setHints] = useState(0)
  // A reading that fails never rejects: the query keeps the error, which the page shows, and reads again.
  const reread = async () => {
    setHints((count) => count + 1)
    page.refresh()
    await query.refetch()
  }
  const { state: connection } = useRealtime({
    settings: realtime,
    channels: [view.channel, view.event.channel, ...view.live.chat.channels],
    onSignal(signal) {
      chat.session.receive(signal)
      questions.session.receive(signal)
      if (signal.type === "pulse.changed") void utils.pulse.get.invalidate()
      if (signal.type === "audience.changed" || signal.type === "live.head") page.hear(signal.listeners)
      const isNews =
        signal.type === "control.changed" ||
        signal.type === "live.changed" ||
        (signal.type === "live.head" && page.isBehind(signal.version))
      if (isNews) void reread()
    },
    onResync() {
      chat.session.resync()
      questions.session.resync()
      void reread()
    },
  })
  const isConnected = connection === "connected"
  useEffect(() => chat.session.setConnected(isConnected), [chat.session, isConnected])
  useEffect(() => questions.session.setConnected(isConnected), [questions.session, isConnected])
  return {
    view,
    /** The live page as listeners have it, by the way they get it. */
    live: { ...page, chat, questions, hints, connection },
    listeners: page.listeners,
    /** The last reading failed: what is shown may be old. */
    isStale: query.isError,
    readAt: query.dataUpdatedAt,
    reread,
  }
}
