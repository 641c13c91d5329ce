"use client"

import { useTranslations } from "next-intl"
import { type ComponentProps, useState } from "react"
import { Button } from "#components/ui/button.tsx"
import { FieldError } from "#components/ui/field.tsx"
import type { ModeratedState, Question, QuestionState } from "#server/domain/question.ts"
import { AnswerBox } from "./answer-box.tsx"
import type { QuestionSession } from "./question-session.ts"
import { codeOf, useRefusalWords } from "./use-refusal-words.ts"

type Act = {
  to: ModeratedState | "written"
  label: string
  variant?: ComponentProps<typeof Button>["variant"]
}

/** What can be done next, the likeliest first. */
const ACTS: Record<QuestionState, readonly Act[]> = {
  open: [
    { to: "answering", label: "answerNow", variant: "secondary" },
    { to: "answered_live", label: "answered" },
    { to: "written", label: "write" },
    { to: "dismissed", label: "dismiss" },
  ],
  answering: [
    { to: "answered_live", label: "answered", variant: "primary" },
    { to: "written", label: "write" },
    { to: "open", label: "later" },
  ],
  answered_live: [
    { to: "written", label: "write" },
    { to: "open", label: "reopen" },
  ],
  answered_in_writing: [
    { to: "written", label: "correct" },
    { to: "open", label: "reopen" },
  ],
  dismissed: [{ to: "open", label: "reopen" }],
  withdrawn: [],
}

export function QuestionActs({ question, session }: { question: Question; session: QuestionSession }) {
  const t = useTranslations("questions.acts")
  const words = useRefusalWords("act")
  const [isWriting, setWriting] = useState(false)
  const [busyWith, setBusyWith] = useState<Act["to"] | null>(null)
  const [refusal, setRefusal] = useState<string | null>(null)

  async function move(to: ModeratedState) {
    if (busyWith) return
    setBusyWith(to)
    setRefusal(null)
    try {
      await session.move(question.id, to)
    } catch (error) {
      setRefusal(codeOf(error))
      session.resync()
    } finally {
      setBusyWith(null)
    }
  }

  if (isWriting) return <AnswerBox question={question} session={session} onClose={() => setWriting(false)} />
  return (
    // As wide as the row: four buttons stand in one line beside a lecture.
    <div className="mt-1.5 -ml-14 flex flex-col gap-1">
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for controls of a form */}
      <div role="group" aria-label={t("label")} className="flex flex-wrap gap-x-0.5 gap-y-1">
        {ACTS[question.state].map(({ to, label, variant = "ghost" }) => (
          <Button
            key={to}
            variant={variant}
            size="sm"
            className="px-2"
            busy={busyWith === to}
            aria-label={label === "write" ? t("writeInFull") : undefined}
            onClick={() => (to === "written" ? setWriting(true) : void move(to))}
          >
            {t(label)}
          </Button>
        ))}
      </div>
      {refusal && <FieldError>{words(refusal)}</FieldError>}
    </div>
  )
}
