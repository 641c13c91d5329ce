"use client"

import { useCallback, useEffect, useState } from "react"
import { type RealtimeSettings, useRealtime } from "#components/live/realtime.ts"
import { isSentAway } from "#components/live/refusal.ts"
import { useAlias } from "#components/live/use-alias.ts"
import { useChat } from "#components/live/use-chat.ts"
import { useLiveView } from "#components/live/use-live-view.ts"
import { useSafetyNet } from "#components/live/use-safety-net.ts"
import { useQuestions } from "#components/questions/use-questions.ts"
import { trpc } from "#components/trpc.tsx"
import type { QuestionsOpening } from "#server/domain/question.ts"
import type { ChatOpening, ChatUpdate, ControlView } from "#server/domain/views.ts"
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
  const { myKeys } = view.live.chat
  const questions = useQuestions({ eventId: view.event.id, initial: initialQuestions, myKeys })
  const { session: asked } = questions
  const { isBehind, refresh } = page
  const onUpdate = useCallback(
    (update: ChatUpdate | null) => {
      if (update === null || isBehind(update.liveVersion)) refresh()
      if (update) asked.receive({ type: "question.head", rev: update.questionRev })
    },
    [asked, isBehind, refresh],
  )
  const chat = useChat({ eventId: view.event.id, initial: initialChat, onUpdate, ...view.live.chat })
  const { session } = chat
  const choice = useAlias(chat, page.view.chat)
  const [hints, setHints] = useState(0)
  // A reading that fails never rejects: the query keeps the error, which the page shows, and reads again.
  const reread = async () => {
    setHints((count) => count + 1)
    refresh()
    await query.refetch()
  }
  const { state: connection } = useRealtime({
    settings: realtime,
    // Whom the server sends away leaves them, and joins them anew with its next good answer.
    channels: isSentAway(query.error) ? [] : [view.channel, view.event.channel, ...view.live.chat.channels],
    onSignal(signal) {
      session.receive(signal)
      asked.receive(signal)
      if (signal.type === "pulse.changed") void utils.pulse.get.invalidate()
      if (signal.type === "audience.changed" || signal.type === "live.head") page.hear(signal.listeners)
      if (signal.type === "live.head") heard()
      const isNews =
        signal.type === "control.changed" ||
        signal.type === "live.changed" ||
        (signal.type === "live.head" && isBehind(signal.version))
      if (isNews) void reread()
    },
    onResync() {
      session.resync()
      asked.resync()
      void reread()
    },
  })
  const isConnected = connection === "connected"
  // The chat's answer tells whether the questions have to be read too; the view is read at its own pace.
  const heard = useSafetyNet(isConnected, () => {
    refresh()
    session.resync()
  })
  useEffect(() => {
    session.setConnected(isConnected)
    asked.setConnected(isConnected)
  }, [session, asked, isConnected])
  return {
    view,
    /** The live page as listeners have it, by the way they get it. */
    live: { ...page, chat, choice, questions, hints, connection },
    listeners: page.listeners,
    /** The last reading failed: what is shown may be old. */
    isStale: query.isError,
    readAt: query.dataUpdatedAt,
    reread,
  }
}
