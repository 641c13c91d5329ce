"use client"

import { type ReactNode, useMemo } from "react"
import { RowContext } from "#components/live/row-context.ts"
import type { Chat } from "#components/live/use-chat.ts"
import { type AtDesk, WithDesk } from "./with-desk.tsx"

type ModeratedProps = {
  chat: Chat
  aliasKey: string | null
  isModerator: boolean
  isPresenter: boolean
  /** Given what moderators have above the chat and beside an announcement; null for everybody else. */
  children: (tools: { bar: ReactNode; unpin: ReactNode }) => ReactNode
}

/** Around a chat: what moderators have more than others. */
export function Moderated({ chat, isModerator, ...inside }: ModeratedProps) {
  return (
    <WithDesk chat={chat} isModerator={isModerator}>
      {(desk) => <Inside chat={chat} {...inside} {...desk} />}
    </WithDesk>
  )
}

type InsideProps = Omit<ModeratedProps, "isModerator"> & AtDesk

function Inside({ chat, aliasKey, isPresenter, children, tools, asked, failure }: InsideProps) {
  const rows = useMemo(() => ({ aliasKey, RowMenu: tools?.RowMenu ?? null }), [aliasKey, tools])
  return (
    <RowContext value={rows}>
      {children({
        bar: tools && <tools.Bar chat={chat} isPresenter={isPresenter} asked={asked} failure={failure} />,
        unpin: tools && <tools.Unpin />,
      })}
    </RowContext>
  )
}
