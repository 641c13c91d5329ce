"use client"

import { Ellipsis, Pause, Play } from "lucide-react"
import { useTranslations } from "next-intl"
import { Button } from "#components/ui/button.tsx"
import { cn } from "#components/ui/cn.ts"
import { Menu, MenuCheckboxItem, MenuContent, MenuTrigger } from "#components/ui/menu.tsx"
import { useReadAloud } from "./read-aloud.ts"

type ChatBarProps = {
  isPaused: boolean
  pause: () => void
  resume: () => void
  /** Where somebody goes who doesn't want to pass through the messages. */
  skip: () => void
}

export function ChatBar({ isPaused, pause, resume, skip }: ChatBarProps) {
  const t = useTranslations("chat.bar")
  const [isReadAloud, setReadAloud] = useReadAloud()
  return (
    <div
      className={cn(
        "relative flex shrink-0 items-center justify-between gap-2 border-b px-2 py-0.5",
        isPaused && "bg-warn-soft",
      )}
    >
      <Button variant="ghost" size="sm" className="px-2 text-muted" onClick={isPaused ? resume : pause}>
        {isPaused ? <Play aria-hidden /> : <Pause aria-hidden />}
        {isPaused ? t("resume") : t("pause")}
      </Button>
      {isPaused && <span className="truncate text-sm text-warn">{t("paused")}</span>}
      <Menu>
        <MenuTrigger>
          <Button variant="ghost" size="icon" className="size-8 text-muted" aria-label={t("options")}>
            <Ellipsis aria-hidden />
          </Button>
        </MenuTrigger>
        <MenuContent>
          <MenuCheckboxItem checked={isReadAloud} onCheckedChange={setReadAloud}>
            {t("readAloud")}
          </MenuCheckboxItem>
        </MenuContent>
      </Menu>
      <Button
        size="sm"
        className="sr-only focus:not-sr-only focus:absolute focus:inset-x-2 focus:top-full focus:z-10 focus:mt-1"
        onClick={skip}
      >
        {t("skip")}
      </Button>
    </div>
  )
}
