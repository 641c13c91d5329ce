"use client"

import type { ReactNode } from "react"
import type { Chat } from "#components/live/use-chat.ts"
import { QuestionMenuContext } from "#components/questions/question-menu.ts"
import { WithDesk } from "./with-desk.tsx"

type ModeratedQuestionsProps = { chat: Chat; isModerator: boolean; children: ReactNode }

/** Around the questions: what moderators can do about who asks. */
export function ModeratedQuestions({ chat, isModerator, children }: ModeratedQuestionsProps) {
  return (
    <WithDesk chat={chat} isModerator={isModerator}>
      {({ tools, asked, failure }) => (
        <QuestionMenuContext value={tools?.QuestionMenu ?? null}>
          <div className="flex h-full min-h-0 flex-col">
            {tools && <tools.QuestionDesk asked={asked} failure={failure} />}
            <div className="min-h-0 flex-1">{children}</div>
          </div>
        </QuestionMenuContext>
      )}
    </WithDesk>
  )
}
