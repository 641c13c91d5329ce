"use client"

import { useFormatter, useTranslations } from "next-intl"
import { memo } from "react"
import { ChatText } from "#components/live/chat-text.tsx"
import { FieldError } from "#components/ui/field.tsx"
import { isWaiting, type Question } from "#server/domain/question.ts"
import { QuestionActs } from "./question-acts.tsx"
import { useQuestionMenu } from "./question-menu.ts"
import type { QuestionSession } from "./question-session.ts"
import { useRefusalWords } from "./use-refusal-words.ts"
import { VoteButton } from "./vote-button.tsx"
import { WithdrawQuestion } from "./withdraw-question.tsx"

type QuestionRowProps = {
  question: Question
  count: number
  isPressed: boolean
  isMine: boolean
  canVote: boolean
  isModerator: boolean
  /** Why this reader's vote was taken back. */
  refusal: string | null
  session: QuestionSession
}

export const QuestionRow = memo(function QuestionRow(props: QuestionRowProps) {
  const { question, count, isPressed, isMine, canVote, isModerator, refusal, session } = props
  const t = useTranslations("questions")
  const words = useRefusalWords("vote")
  const mayVote = canVote && !isMine && isWaiting(question.state)
  return (
    <div className="flex gap-3 px-4 py-3 text-[0.9375rem]">
      <VoteButton
        count={count}
        isPressed={isPressed}
        onVote={mayVote ? (wanted) => session.vote(question.id, wanted) : null}
      />
      <div className="min-w-0 flex-1">
        {question.asked.text === "" ? (
          <Erased question={question} />
        ) : (
          <>
            <ChatText text={question.asked.text} />
            <Byline question={question} isMine={isMine} />
          </>
        )}
        {refusal && (
          <div role="alert">
            <FieldError>{words(refusal)}</FieldError>
          </div>
        )}
        <Outcome question={question} />
        {question.state === "dismissed" && isMine && !isModerator && (
          <p className="mt-1 text-muted text-sm">{t("setAside")}</p>
        )}
        {question.state === "open" && isMine && <WithdrawQuestion question={question} session={session} />}
        {isModerator && <QuestionActs question={question} session={session} />}
      </div>
    </div>
  )
})

function Erased({ question }: { question: Question }) {
  const t = useTranslations("questions")
  const Menu = useQuestionMenu()
  return (
    <div className="flex items-center gap-2">
      <p className="text-muted italic">{t("erased")}</p>
      {Menu && <Menu question={question} />}
    </div>
  )
}

function Byline({ question, isMine }: { question: Question; isMine: boolean }) {
  const t = useTranslations("questions")
  const format = useFormatter()
  const Menu = useQuestionMenu()
  const { asked } = question
  return (
    <div className="mt-0.5 flex items-center gap-2">
      <p className="wrap-anywhere min-w-0 text-muted text-sm">
        <bdi>{isMine ? t("you") : asked.authorName}</bdi>
        {" · "}
        <time dateTime={asked.at.toISOString()} className="tabular-nums">
          {format.dateTime(asked.at, "time")}
        </time>
      </p>
      {Menu && !isMine && <Menu question={question} />}
    </div>
  )
}

/** What became of it, when and by whom. */
function Outcome({ question }: { question: Question }) {
  const t = useTranslations("questions")
  const format = useFormatter()
  const { state, answer, answeredAt, answeredBy } = question
  if (!answeredAt || isWaiting(state)) return null
  const time = format.dateTime(answeredAt, "time")
  return (
    <>
      <p className="mt-0.5 text-muted text-sm">
        {t(state === "answered_in_writing" ? "answeredInWriting" : "answeredLive", { time })}
      </p>
      {answer && (
        <div className="mt-1.5 border-accent border-l-2 pl-3">
          {answeredBy && <p className="font-medium text-sm">{t("answeredBy", { name: answeredBy })}</p>}
          <ChatText text={answer} />
        </div>
      )}
    </>
  )
}
