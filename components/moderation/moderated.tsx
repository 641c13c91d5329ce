"use client"

import { NextIntlClientProvider, useLocale, useMessages } from "next-intl"
import { type ReactNode, useMemo, useState } from "react"
import { RowContext } from "#components/live/row-context.ts"
import type { Chat } from "#components/live/use-chat.ts"
import { type Asked, DeskContext } from "./desk.ts"
import { useTools } from "./use-tools.ts"

type ModeratedProps = {
  chat: Chat
  aliasKey: string | null
  isModerator: boolean
  isPresenter: boolean
  /** Given what moderators have above the chat and beside an announcement; null for everybody else. */
  children: (tools: { bar: ReactNode; unpin: ReactNode }) => ReactNode
}

/** Around a chat: what moderators have more than others. The same elements for both, so that nothing starts anew. */
export function Moderated({ chat, aliasKey, isModerator, isPresenter, children }: ModeratedProps) {
  const locale = useLocale()
  const messages = useMessages()
  const tools = useTools(isModerator)
  const [asked, ask] = useState<Asked | null>(null)
  const [failure, fail] = useState<string | null>(null)
  const { eventId, myId, session } = chat
  const desk = useMemo(() => ({ eventId, myId, session, ask, fail }), [eventId, myId, session])
  const rows = useMemo(() => ({ aliasKey, RowMenu: tools?.RowMenu ?? null }), [aliasKey, tools])
  const words = useMemo(
    () => (tools ? { ...messages, moderation: tools.messages } : messages),
    [messages, tools],
  )
  return (
    <NextIntlClientProvider locale={locale} messages={words}>
      <DeskContext value={desk}>
        <RowContext value={rows}>
          {children({
            bar: tools && <tools.Bar chat={chat} isPresenter={isPresenter} asked={asked} failure={failure} />,
            unpin: tools && <tools.Unpin />,
          })}
        </RowContext>
      </DeskContext>
    </NextIntlClientProvider>
  )
}
