"use client"

import { useTranslations } from "next-intl"
import type { ReactNode } from "react"
import type { AliasChoice } from "#components/live/use-alias.ts"
import { useSignInPath } from "#components/live/use-sign-in-path.ts"
import { Button } from "#components/ui/button.tsx"
import { AskBox } from "./ask-box.tsx"
import { QuestionList } from "./question-list.tsx"
import type { Questions } from "./use-questions.ts"

export type QuestionsPanelProps = {
  questions: Questions
  choice: AliasChoice
  /** null: nobody signed in. */
  myId: string | null
  myName: string | null
  /** In the control room questions are answered, not asked. */
  isRoom: boolean
  isOpen: boolean
  /** While it isn't open: it was, and won't be again. */
  isOver: boolean
  /** It is for signed-in people only, and nobody is. */
  isBarred: boolean
  isPaused: boolean
}

export function QuestionsPanel(props: QuestionsPanelProps) {
  const { questions, isRoom, myId, isOpen, isOver } = props
  const t = useTranslations("questions")
  const { isModerator } = questions.state.mine
  const answering = questions.all.find(({ state }) => state === "answering")
  return (
    <section aria-label={t("title")} className="flex h-full min-h-0 flex-col">
      <p role="status" className="sr-only">
        {answering ? t("announce", { text: answering.asked.text }) : null}
      </p>
      <QuestionList
        questions={questions}
        canVote={myId !== null && isOpen && !isRoom}
        isModerator={isModerator}
        empty={<Empty isRoom={isRoom} isOver={isOver} />}
      />
      {!isRoom && <Asking {...props} />}
    </section>
  )
}

function Empty({ isRoom, isOver }: { isRoom: boolean; isOver: boolean }) {
  const t = useTranslations("questions")
  if (isOver) return t("emptyOver")
  return (
    <>
      <p>{t("empty")}</p>
      <p>{isRoom ? t("emptyRoom") : t("emptyHint")}</p>
    </>
  )
}

function Asking(props: QuestionsPanelProps) {
  const { questions, choice, myId, myName, isOpen, isOver, isBarred, isPaused } = props
  const t = useTranslations("questions.asking")
  const { mine } = questions.state
  if (isBarred) return <SignIn />
  if (!isOpen) return <Footer>{isOver ? t("over") : t("soon")}</Footer>
  if (myId === null) return <SignIn />
  return (
    <AskBox
      eventId={questions.eventId}
      myId={myId}
      session={questions.session}
      choice={choice}
      myName={myName}
      isPaused={isPaused && !mine.isModerator}
    />
  )
}

function SignIn() {
  const t = useTranslations("questions.asking")
  const href = useSignInPath()
  return (
    <Footer>
      <Button asChild variant="secondary" className="w-full">
        <a href={href} target="_top">
          {t("signIn")}
        </a>
      </Button>
    </Footer>
  )
}

function Footer({ children }: { children: ReactNode }) {
  return (
    <div className="border-t bg-surface px-4 py-3 text-muted text-sm pb-[max(0.75rem,env(safe-area-inset-bottom))]">
      {children}
    </div>
  )
}
