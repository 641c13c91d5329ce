"use client"

import { useTranslations } from "next-intl"
import { Badge } from "#components/ui/badge.tsx"
import type { PersonView } from "#server/domain/moderation.ts"
import { WrittenRow } from "./written-row.tsx"

export function PersonQuestions({ person }: { person: PersonView }) {
  const t = useTranslations("moderation.person")
  const { questions, hasMoreQuestions } = person
  if (questions.length === 0) return null
  return (
    <section aria-label={t("questions")} className="flex flex-col gap-2">
      <h3 className="font-medium text-[0.9375rem]">{t("questions")}</h3>
      <ol className="flex flex-col divide-y">
        {questions.map((question) => (
          <WrittenRow key={question.id} person={person} written={question}>
            <Badge>{t(`question.${question.state}`)}</Badge>
          </WrittenRow>
        ))}
      </ol>
      {hasMoreQuestions && <p className="text-muted text-sm">{t("hasMore", { count: questions.length })}</p>}
    </section>
  )
}
