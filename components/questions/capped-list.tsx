"use client"

import { useTranslations } from "next-intl"
import { type ComponentProps, type ReactNode, useEffect, useRef, useState } from "react"
import { Button } from "#components/ui/button.tsx"
import type { Question } from "#server/domain/question.ts"
import { capped, STEP } from "./list-cap.ts"

export type CappedListProps = Omit<ComponentProps<"ol">, "children"> & {
  questions: readonly Question[]
  isMine: (question: Question) => boolean
  row: (question: Question) => ReactNode
}

/** An event can have hundreds of questions; the page shows the first of them, and more when asked. */
export function CappedList({ questions, isMine, row, ...props }: CappedListProps) {
  const t = useTranslations("questions")
  const list = useRef<HTMLOListElement>(null)
  const [count, setCount] = useState(STEP)
  const [firstNewId, setFirstNewId] = useState<string | null>(null)
  const { shown, more } = capped(questions, count, isMine)
  // The button may be gone: whoever pressed it goes on with the first row that came.
  useEffect(() => {
    if (firstNewId) list.current?.querySelector<HTMLElement>(":scope > [tabindex]")?.focus()
  }, [firstNewId])
  const showMore = () => {
    setFirstNewId(questions[count]?.id ?? null)
    setCount(count + STEP)
  }
  return (
    <>
      <ol ref={list} {...props}>
        {shown.map((question) => (
          <li key={question.id} tabIndex={question.id === firstNewId ? -1 : undefined}>
            {row(question)}
          </li>
        ))}
      </ol>
      {more > 0 && (
        <div className="border-t px-4 py-2 text-center">
          <Button variant="ghost" size="sm" onClick={showMore}>
            {t("more", { count: more })}
          </Button>
        </div>
      )}
    </>
  )
}
