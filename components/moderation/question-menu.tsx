"use client"

import { useTranslations } from "next-intl"
import type { QuestionMenuProps } from "#components/questions/question-menu.ts"
import { ActsMenu } from "./acts-menu.tsx"
import { AuthorMenu } from "./author-menu.tsx"
import { useActs } from "./use-acts.ts"

export function QuestionMenu({ question }: QuestionMenuProps) {
  const t = useTranslations("moderation.menu")
  const acts = useActs()
  const authorName = question.asked.authorName || null
  return (
    <ActsMenu label={authorName === null ? t("openErased") : t("openQuestion", { name: authorName })}>
      <AuthorMenu about={{ target: { questionId: question.id }, authorName }} hasAccount acts={acts} />
    </ActsMenu>
  )
}
