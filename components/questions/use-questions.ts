"use client"

import { useCallback, useEffect, useMemo, useState, useSyncExternalStore } from "react"
import { refusalOf } from "#components/live/refusal.ts"
import { trpc } from "#components/trpc.tsx"
import type { Question, QuestionsOpening } from "#server/domain/question.ts"
import { QuestionSession, type QuestionTransport } from "./question-session.ts"
import { readable } from "./question-store.ts"

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

type Client = ReturnType<typeof trpc.useUtils>["client"]

function overTrpc({ questions }: Client, eventId: string): QuestionTransport {
  return {
    since: (afterRev) => questions.since.query({ eventId, afterRev }),
    mine: () => questions.mine.query({ eventId }),
    ask: (question) => questions.ask.mutate({ eventId, ...question }),
    vote: (questionId, wanted) => questions.vote.mutate({ questionId, wanted }),
    withdraw: (questionId) => questions.withdraw.mutate({ questionId }),
    move: (questionId, to) => questions.move.mutate({ questionId, to }),
    answer: (questionId, text) => questions.answer.mutate({ questionId, text }),
    refusalOf,
  }
}
