"use client"

import { useTranslations } from "next-intl"
import type { OwnMessage } from "./chat-store.ts"
import { useCountdown } from "./use-countdown.ts"
import { useIsPast } from "./use-is-past.ts"

/** Most messages are through before anybody would want to read about it. */
const PATIENCE_MS = 4_000

/** What an own message waits for, once that takes longer than a moment; null: it is being sent. */
export function useWaitWords({ at, wait, status }: OwnMessage, isNext: boolean): string | null {
  const t = useTranslations("chat.waiting")
  const count = useCountdown(wait?.until ?? null, 0)
  const isLong = useIsPast(at.getTime() + PATIENCE_MS)
  if (status !== "sending" || (!isLong && count * 1_000 < PATIENCE_MS)) return null
  if (!isNext) return t("turn")
  if (!wait || wait.for === "answer") return t("answer")
  return t(wait.for, { count })
}
