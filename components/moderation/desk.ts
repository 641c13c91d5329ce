"use client"

import { createContext, useContext } from "react"
import type { ChatSession } from "#components/live/chat-session.ts"
import type { MessageTarget } from "#server/domain/moderation.ts"

/** A message as moderators point at it, and what its author is called there. */
export type Pointed = { target: MessageTarget["message"]; authorName: string; text: string }

/** What a moderator has asked for and reads in a dialog. */
export type Asked = { kind: "person"; about: Pointed } | { kind: "pin"; text: string }

export type Desk = {
  eventId: string
  myId: string | null
  session: ChatSession
  ask: (asked: Asked | null) => void
  /** Key of why the last act wasn't done, in the `failed` messages; null: it was. */
  fail: (code: string | null) => void
}

export const DeskContext = createContext<Desk | null>(null)

export function useDesk(): Desk {
  const desk = useContext(DeskContext)
  if (!desk) throw new Error("only moderators have a desk")
  return desk
}
