"use client"

import { NextIntlClientProvider, useLocale, useMessages } from "next-intl"
import { type ReactNode, useMemo, useState } from "react"
import type { Chat } from "#components/live/use-chat.ts"
import { type Asked, DeskContext } from "./desk.ts"
import { type Tools, useTools } from "./use-tools.ts"

export type AtDesk = { tools: Tools | null; asked: Asked | null; failure: string | null }

type WithDeskProps = { chat: Chat; isModerator: boolean; children: (desk: AtDesk) => ReactNode }

/** From where moderators act, with the words for it. The same elements for everybody, so that nothing starts anew. */
export function WithDesk({ chat, isModerator, children }: WithDeskProps) {
  const locale = useLocale()
  const messages = useMessages()
  const tools = useTools(isModerator)
  const [asked, ask] = useState<Asked | null>(null)
  const [failure, fail] = useState<string | null>(null)
  const { eventId, myId, session } = chat
  const desk = useMemo(() => ({ eventId, myId, session, ask, fail }), [eventId, myId, session])
  const words = useMemo(
    () => (tools ? { ...messages, moderation: tools.messages } : messages),
    [messages, tools],
  )
  return (
    <NextIntlClientProvider locale={locale} messages={words}>
      <DeskContext value={desk}>{children({ tools, asked, failure })}</DeskContext>
    </NextIntlClientProvider>
  )
}
