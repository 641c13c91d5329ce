"use client"

import { Ellipsis } from "lucide-react"
import { useTranslations } from "next-intl"
import type { QuestionMenuProps } from "#components/questions/question-menu.ts"
import { Button } from "#components/ui/button.tsx"
import { Menu, MenuContent, MenuTrigger } from "#components/ui/menu.tsx"
import { AuthorMenu } from "./author-menu.tsx"
import { useActs } from "./use-acts.ts"

export function QuestionMenu({ question }: QuestionMenuProps) {
  const t = useTranslations("moderation.menu")
  const acts = useActs()
  const { authorName } = question.asked
  return (
    <Menu>
      <MenuTrigger>
        <Button
          variant="ghost"
          size="icon"
          aria-label={t("openQuestion", { name: authorName })}
          className="-my-1 size-7 shrink-0"
        >
          <Ellipsis aria-hidden />
        </Button>
      </MenuTrigger>
      <MenuContent className="max-h-(--radix-dropdown-menu-content-available-height) w-64 overflow-y-auto">
        <AuthorMenu about={{ target: { questionId: question.id }, authorName }} hasAccount acts={acts} />
      </MenuContent>
    </Menu>
  )
}
