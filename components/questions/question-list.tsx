"use client"

import { ChevronRight, Mic } from "lucide-react"
import { useTranslations } from "next-intl"
import { type ReactNode, useMemo, useRef } from "react"
import type { Question } from "#server/domain/question.ts"
import { CappedList, type CappedListProps } from "./capped-list.tsx"
import { arrange } from "./question-order.ts"
import { QuestionRow } from "./question-row.tsx"
import { voteOf } from "./question-store.ts"
import { RestOfQuestions } from "./rest-of-questions.tsx"
import { useHeldOrder } from "./use-held-order.ts"
import type { Questions } from "./use-questions.ts"

type QuestionListProps = {
  questions: Questions
  canVote: boolean
  isModerator: boolean
  /** Said where there is no question at all. */
  empty: ReactNode
}

export function QuestionList({ questions, canVote, isModerator, empty }: QuestionListProps) {
  const t = useTranslations("questions")
  const list = useRef<HTMLElement>(null)
  const { all, isMine } = questions
  const arranged = useMemo(() => arrange(all, { isModerator, isMine }), [all, isModerator, isMine])
  const { answering, answered, dismissed } = arranged
  const waiting = useHeldOrder(arranged.waiting)
  const isEmpty = !answering && [waiting.shown, answered, dismissed].every(({ length }) => length === 0)
  const row = (question: Question) => (
    <QuestionRow
      question={question}
      {...voteOf(questions.state, question)}
      isMine={isMine(question)}
      canVote={canVote}
      isModerator={isModerator}
      refusal={questions.state.refusals.get(question.id) ?? null}
      session={questions.session}
    />
  )
  return (
    <section
      ref={list}
      aria-label={t("list")}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reachable by keyboard
      tabIndex={0}
      className="min-h-0 flex-1 overflow-y-auto overscroll-contain focus-visible:-outline-offset-2"
    >
      {isEmpty && <div className="px-4 py-8 text-center text-muted">{empty}</div>}
      {answering && (
        <section aria-label={t("answering")} className="border-b bg-accent-soft">
          <p className="flex items-center gap-1.5 px-4 pt-3 font-medium text-accent text-sm">
            <Mic aria-hidden className="size-4" />
            {t("answering")}
          </p>
          {row(answering)}
        </section>
      )}
      {waiting.shown.length > 0 ? (
        <CappedList
          aria-label={t("waiting")}
          className="divide-y"
          questions={waiting.shown}
          isMine={isMine}
          row={row}
          {...waiting.handlers}
        />
      ) : (
        !isEmpty && !answering && <p className="px-4 py-6 text-center text-muted">{t("allAnswered")}</p>
      )}
      <Folded
        title={t("answered", { count: answered.length })}
        questions={answered}
        isMine={isMine}
        row={row}
      />
      {isModerator ? (
        <Folded
          title={t("dismissed", { count: dismissed.length })}
          questions={dismissed}
          isMine={isMine}
          row={row}
        />
      ) : (
        <ol className="divide-y border-t empty:hidden">
          {dismissed.map((question) => (
            <li key={question.id}>{row(question)}</li>
          ))}
        </ol>
      )}
      {questions.state.hasMore && (
        <RestOfQuestions
          session={questions.session}
          // The button that was pressed is gone; whoever pressed it goes on in the list.
          onLoaded={() => list.current?.focus({ preventScroll: true })}
        />
      )}
    </section>
  )
}

type FoldedProps = Pick<CappedListProps, "questions" | "isMine" | "row"> & { title: string }

function Folded({ title, questions, isMine, row }: FoldedProps) {
  if (questions.length === 0) return null
  return (
    <details className="group border-t">
      <summary className="flex min-h-11 list-none items-center gap-1.5 px-4 font-medium text-muted text-sm hover:text-text focus-visible:-outline-offset-2 [&::-webkit-details-marker]:hidden">
        <ChevronRight aria-hidden className="size-4 transition-transform duration-100 group-open:rotate-90" />
        {title}
      </summary>
      <CappedList className="divide-y border-t" questions={questions} isMine={isMine} row={row} />
    </details>
  )
}
