"use client"

import type { LivePageState } from "#components/live/use-live-page.ts"
import { ModeratedQuestions } from "#components/moderation/moderated-questions.tsx"
import { isChatOpen } from "#server/domain/live-state.ts"
import { QuestionsPanel } from "./questions-panel.tsx"

type LiveQuestionsProps = {
  live: Pick<LivePageState, "view" | "questions" | "chat" | "choice" | "state">
  isRoom?: boolean
}

export function LiveQuestions({ live, isRoom = false }: LiveQuestionsProps) {
  const { view, questions, chat, choice, state } = live
  return (
    <ModeratedQuestions chat={chat} isModerator={questions.state.mine.isModerator}>
      <QuestionsPanel
        questions={questions}
        choice={choice}
        myName={view.chat.myName}
        isRoom={isRoom}
        myId={view.chat.myId}
        isOpen={view.chat.enabled && isChatOpen(state)}
        isOver={state === "ended" || state === "cancelled"}
        isBarred={state === "restricted"}
        isPaused={chat.rules.paused}
      />
    </ModeratedQuestions>
  )
}
