"use client"

import { Pin } from "lucide-react"
import { useFormatter, useTranslations } from "next-intl"
import type { ReactNode } from "react"
import type { ChatRulesView } from "#server/domain/chat-rules.ts"
import { ChatText } from "./chat-text.tsx"

type AnnouncementProps = { announcement: ChatRulesView["announcement"]; action?: ReactNode }

/** What moderators pinned above the chat. The frame is always there, so that a new one is read out when it comes. */
export function Announcement({ announcement, action }: AnnouncementProps) {
  const t = useTranslations("chat")
  const format = useFormatter()
  return (
    <div role="status" aria-label={t("pinned")} className="shrink-0 empty:hidden">
      {announcement && (
        <div className="flex items-start gap-2.5 border-b bg-accent-soft px-4 py-2.5 text-[0.9375rem]">
          <Pin aria-hidden className="mt-1 size-4 shrink-0 text-accent" />
          <div className="max-h-18 min-w-0 flex-1 overflow-y-auto lg:max-h-28">
            <span className="sr-only">{t("pinned")}</span>
            <ChatText text={announcement.text} />
            <time
              dateTime={announcement.at.toISOString()}
              className="text-muted text-xs tabular-nums max-lg:sr-only"
            >
              {format.dateTime(announcement.at, "time")}
            </time>
          </div>
          {action}
        </div>
      )}
    </div>
  )
}
