"use client"

import { createContext, useContext } from "react"
import type { ChatSession } from "#components/live/chat-session.ts"
import type { MessageTarget } from "#server/domain/moderation.ts"

/** A message as moderators point at it, and what its author is called there. */
export type PointedMessage = { target: Pick<MessageTarget, "message">; authorName: string }

/** Somebody by what they wrote, or by their exclusion; without a name where none is kept. */
export type PointedPerson = {
  target: PointedMessage["target"] | { questionId: string } | { sanction: string }
  authorName: string | null
}

/** What an announcement begins with, and whose words it has. */
export type Pinning = { kind: "pin"; text: string; message?: MessageTarget["message"] }

/** What a moderator has asked for and reads in a dialog. */
export type Asked = { kind: "person"; about: PointedPerson } | Pinning

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
