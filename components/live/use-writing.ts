"use client"

import { slowUntil } from "#server/domain/chat-gate.ts"
import { lastWriting } from "./last-writing.ts"
import type { Chat } from "./use-chat.ts"
import { useCountdown } from "./use-countdown.ts"

export type WritingStop = { kind: "paused" } | { kind: "muted"; until: Date } | { kind: "banned" }

export type Writing = {
  /** Why nothing can be sent for now; the server refuses it anyway. */
  stop: WritingStop | null
  /** Seconds until slow mode lets this person write again. */
  waitSeconds: number
  slowModeSeconds: number
}

const FREE: Writing = { stop: null, waitSeconds: 0, slowModeSeconds: 0 }

/** What the chat's rules, and what moderators have ordered, mean for who writes here. */
export function useWriting(chat: Chat, isModerator: boolean, offsetMs: number): Writing {
  const { rules, standing } = chat
  const sanction = standing?.sanction ?? null
  const mutedUntil = sanction?.kind === "mute" ? sanction.until : null
  const muteSeconds = useCountdown(mutedUntil, offsetMs)
  const waitSeconds = useCountdown(slowUntil(rules.slowModeSeconds, lastWriting(chat, offsetMs)), offsetMs)
  if (isModerator) return FREE
  const { slowModeSeconds } = rules
  if (sanction?.kind === "ban") return { stop: { kind: "banned" }, waitSeconds, slowModeSeconds }
  if (mutedUntil && muteSeconds > 0)
    return { stop: { kind: "muted", until: mutedUntil }, waitSeconds, slowModeSeconds }
  return { stop: rules.paused ? { kind: "paused" } : null, waitSeconds, slowModeSeconds }
}
