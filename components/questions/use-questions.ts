"use client"

import { useCallback, useEffect, useMemo, useState, useSyncExternalStore } from "react"
import { trpc } from "#components/trpc.tsx"
import type { Question, QuestionsOpening } from "#server/domain/question.ts"
import { QuestionSession } from "./question-session.ts"
import { readable } from "./question-store.ts"
import { overTrpc } from "./question-transport.ts"

export type QuestionsInput = {
  eventId: string
  initial: QuestionsOpening
  /** The `authorKey`s of the viewer. */
  myKeys: readonly string[]
}

export type Questions = ReturnType<typeof useQuestions>

/** One event's questions. Give `session` the page's signals (`receive`), connections (`setConnected`) and resyncs. */
export function useQuestions({ eventId, initial, myKeys }: QuestionsInput) {
  const utils = trpc.useUtils()
  const [session] = useState(
    () => new QuestionSession({ initial, transport: overTrpc(utils.client, eventId) }),
  )
  const state = useSyncExternalStore(session.subscribe, session.getSnapshot, session.getSnapshot)
  useEffect(() => {
    session.start()
    window.addEventListener("online", session.resync)
    return () => {
      window.removeEventListener("online", session.resync)
      session.stop()
    }
  }, [session])
  const { known } = state
  const all = useMemo(() => readable({ known }), [known])
  const keys = myKeys.join(" ")
  const isMine = useCallback(
    ({ asked: { authorKey } }: Question) => authorKey !== null && keys.split(" ").includes(authorKey),
    [keys],
  )
  return { session, eventId, state, all, isMine }
}
