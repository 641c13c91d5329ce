"use client"

import { type AbstractIntlMessages, useLocale } from "next-intl"
import { type ComponentType, useEffect, useState } from "react"
import type { RowMenuProps } from "#components/live/row-context.ts"
import type { QuestionMenuProps } from "#components/questions/question-menu.ts"
import type { ModerationBarProps } from "./moderation-bar.tsx"
import type { QuestionDeskProps } from "./question-desk.tsx"

export type Tools = {
  Bar: ComponentType<ModerationBarProps>
  RowMenu: ComponentType<RowMenuProps>
  Unpin: ComponentType
  QuestionMenu: ComponentType<QuestionMenuProps>
  QuestionDesk: ComponentType<QuestionDeskProps>
  messages: AbstractIntlMessages
}

const MESSAGES: Record<string, () => Promise<{ default: AbstractIntlMessages }>> = {
  en: () => import("#components/i18n/en/moderation.json"),
  fr: () => import("#components/i18n/fr/moderation.json"),
}
const RETRY_MS = 5_000

/** What only moderators need, words and all: fetched by their pages, not by thousands of listeners'. */
export function useTools(isModerator: boolean): Tools | null {
  const locale = useLocale()
  const [tools, setTools] = useState<Tools | null>(null)
  useEffect(() => {
    if (!isModerator) return
    let timer: ReturnType<typeof setTimeout> | undefined
    let isOver = false
    const load = async () => {
      try {
        const loaded = await fetchTools(locale)
        if (!isOver) setTools(loaded)
      } catch {
        // No network just now: the chat works without, and the tools come later.
        if (!isOver) timer = setTimeout(() => void load(), RETRY_MS)
      }
    }
    void load()
    return () => {
      isOver = true
      clearTimeout(timer)
    }
  }, [isModerator, locale])
  return isModerator ? tools : null
}

async function fetchTools(locale: string): Promise<Tools> {
  const [bar, menu, unpin, questionMenu, questionDesk, words] = await Promise.all([
    import("./moderation-bar.tsx"),
    import("./row-menu.tsx"),
    import("./unpin.tsx"),
    import("./question-menu.tsx"),
    import("./question-desk.tsx"),
    (MESSAGES[locale] ?? MESSAGES.en)?.(),
  ])
  return {
    Bar: bar.ModerationBar,
    RowMenu: menu.RowMenu,
    Unpin: unpin.Unpin,
    QuestionMenu: questionMenu.QuestionMenu,
    QuestionDesk: questionDesk.QuestionDesk,
    messages: words?.default ?? {},
  }
}
