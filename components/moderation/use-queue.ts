"use client"

import { useEffect } from "react"
import type { Chat } from "#components/live/use-chat.ts"
import { trpc } from "#components/trpc.tsx"

/** Signals may be lost: the queue is read again anyway. */
const REREAD_MS = 30_000

export type Queue = ReturnType<typeof useQueue>

/** What waits for a moderator, read again as soon as something of it changed. */
export function useQueue({ eventId, moderationHints }: Chat) {
  const query = trpc.moderation.queue.useQuery(
    { eventId },
    { refetchInterval: REREAD_MS, refetchIntervalInBackground: true },
  )
  const { refetch } = query
  useEffect(() => {
    if (moderationHints > 0) void refetch()
  }, [moderationHints, refetch])
  return query
}
