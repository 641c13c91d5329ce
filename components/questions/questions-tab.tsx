"use client"

import { useTranslations } from "next-intl"

type QuestionsTabProps = {
  count: number
  /** What the number counts: those that came meanwhile, or those that wait for an answer. */
  counts: "new" | "open"
}

export function QuestionsTab({ count, counts }: QuestionsTabProps) {
  const t = useTranslations("questions")
  return (
    <>
      {t("title")}
      {count > 0 && (
        <span className="rounded-full bg-accent-soft px-2 font-medium text-accent text-xs tabular-nums leading-5">
          <span aria-hidden>{count}</span>
          <span className="sr-only">{t(counts, { count })}</span>
        </span>
      )}
    </>
  )
}
