"use client"

import { useTranslations } from "next-intl"
import { useEffect, useState } from "react"
import { type Announcement, ChatAnnouncer } from "./chat-announcer.ts"
import { useReadAloud } from "./read-aloud.ts"
import type { Chat } from "./use-chat.ts"

/** The only part of the chat that speaks by itself: the list is silent, or a fast chat would drown a screen reader. */
export function ChatAnnouncements({ chat }: { chat: Chat }) {
  const t = useTranslations("chat.announce")
  const [isOn] = useReadAloud()
  const [said, setSaid] = useState<(Announcement & { number: number }) | null>(null)
  const [announcer] = useState(
    () =>
      new ChatAnnouncer((announcement) =>
        setSaid((before) => ({ ...announcement, number: (before?.number ?? 0) + 1 })),
      ),
  )
  const { messages, isMine } = chat
  const isGone = said?.kind === "one" && messages.some(({ seq, deleted }) => deleted && seq === said.seq)
  useEffect(() => announcer.hear(messages, isMine), [announcer, messages, isMine])
  useEffect(() => {
    const follow = () => announcer.setSilent(!isOn || document.hidden)
    follow()
    document.addEventListener("visibilitychange", follow)
    return () => {
      document.removeEventListener("visibilitychange", follow)
      announcer.stop()
    }
  }, [announcer, isOn])
  return (
    <div role="status" aria-label={t("region")} className="sr-only">
      {/* A new element each time: the same words twice are said twice. */}
      {said && !isGone && <p key={said.number}>{wordsOf(said, t)}</p>}
    </div>
  )
}

function wordsOf(said: Announcement, t: ReturnType<typeof useTranslations<"chat.announce">>) {
  switch (said.kind) {
    case "one":
      return t("one", { author: said.author, text: said.text })
    case "many":
      return t("many", { author: said.author, count: said.count })
    default:
      return said satisfies never
  }
}
