"use client"

import { useFormatter, useTranslations } from "next-intl"
import type { ReactNode } from "react"
import { ChatText } from "#components/live/chat-text.tsx"
import type { PersonView } from "#server/domain/moderation.ts"

type WrittenRowProps = {
  person: PersonView
  /** Without a name: they erased it. */
  written: { authorName: string | null; text: string; at: Date }
  /** What became of it, and what can be done. */
  children: ReactNode
}

/** One of the things that a person wrote, with the name where it isn't their own. */
export function WrittenRow({ person, written, children }: WrittenRowProps) {
  const t = useTranslations("moderation.person")
  const format = useFormatter()
  const { authorName, text, at } = written
  return (
    <li className="flex flex-col gap-1 py-2.5">
      <div className="flex flex-wrap items-center gap-2 text-sm">
        <time dateTime={at.toISOString()} className="text-muted tabular-nums">
          {format.dateTime(at, "clock")}
        </time>
        {authorName !== null && authorName !== person.name && (
          <span className="text-muted">{t("as", { name: authorName })}</span>
        )}
        {children}
      </div>
      {authorName === null ? <p className="text-muted italic">{t("erased")}</p> : <ChatText text={text} />}
    </li>
  )
}
