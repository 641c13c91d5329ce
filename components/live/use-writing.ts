"use client"

import { slowUntil } from "#server/domain/chat-gate.ts"
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
  const waitSeconds = useCountdown(slowUntil(rules.slowModeSeconds, lastAt(chat, offsetMs)), offsetMs)
  if (isModerator) return FREE
  const { slowModeSeconds } = rules
  if (sanction?.kind === "ban") return { stop: { kind: "banned" }, waitSeconds, slowModeSeconds }
  if (mutedUntil && muteSeconds > 0)
    return { stop: { kind: "muted", until: mutedUntil }, waitSeconds, slowModeSeconds }
  return { stop: rules.paused ? { kind: "paused" } : null, waitSeconds, slowModeSeconds }
}

/** When this reader last wrote, by the server's clock as far as it is known. */
function lastAt({ messages, outbox, standing, isMine }: Chat, offsetMs: number) {
  const shown = messages.findLast(isMine)?.at.getTime() ?? 0
  const waiting = outbox.filter(({ status }) => status !== "refused").map(({ at }) => at.getTime() + offsetMs)
  const latest = Math.max(shown, standing?.lastAt?.getTime() ?? 0, ...waiting)
  return latest === 0 ? null : new Date(latest)
}
