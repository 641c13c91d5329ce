"use client"

import { useEffect, useLayoutEffect, useRef, useState } from "react"
import type { ChatMessage } from "#server/domain/chat.ts"
import type { OwnMessage } from "./chat-store.ts"
import { OwnNews } from "./own-news.ts"

/** Rows in the page at most, and how many come and go at a time. */
const SHOWN_MAX = 200
const STEP = 50
const BOTTOM_PX = 24
const TOP_PX = 60

type ScrollInput = {
  messages: readonly ChatMessage[]
  outbox: readonly OwnMessage[]
  hasOlder: boolean
  isMine: (message: ChatMessage) => boolean
  loadOlder: () => void
}

/**
 * Follows the newest message while the reader is at the bottom. Away from it, or paused, nothing moves: the list ends
 * where it ended (`endSeq`), new messages are counted, and the row that is being read keeps its place.
 */
export function useChatScroll({ messages, outbox, hasOlder, isMine, loadOlder }: ScrollInput) {
  const ref = useRef<HTMLDivElement>(null)
  const anchor = useRef<{ seq: string; top: number } | null>(null)
  const [endSeq, setEndSeq] = useState<number | null>(null)
  /** The list goes no further while it is paused. */
  const [pausedSeq, setPausedSeq] = useState<number | null>(null)
  /** The last message that the reader could see. */
  const [seenSeq, setSeenSeq] = useState(0)
  const isFollowing = endSeq === null
  const lastSeq = messages.at(-1)?.seq ?? 0
  const after = isFollowing ? -1 : messages.findIndex((message) => message.seq > endSeq)
  const end = after === -1 ? messages.length : after
  const start = Math.max(0, end - SHOWN_MAX)
  const shown = messages.slice(start, end)
  const [own] = useState(() => new OwnNews())

  // biome-ignore lint/correctness/useExhaustiveDependencies: each change of the rows may have moved them
  useLayoutEffect(() => {
    const log = ref.current
    if (!log) return
    if (isFollowing) log.scrollTop = log.scrollHeight
    else restore(log, anchor.current)
  }, [messages, outbox, endSeq])

  useEffect(() => {
    const log = ref.current
    if (!log || !isFollowing) return
    const observer = new ResizeObserver(() => {
      log.scrollTop = log.scrollHeight
    })
    // Rows also grow by themselves: what waits for long says so.
    for (const element of [log, ...log.children]) observer.observe(element)
    return () => observer.disconnect()
  }, [isFollowing])

  function follow() {
    setPausedSeq(null)
    setEndSeq(null)
  }

  // What one writes oneself is what one wants to see.
  useEffect(() => {
    if (!own.has(outbox)) return
    setPausedSeq(null)
    setEndSeq(null)
  }, [own, outbox])

  function hold(seq: number) {
    if (isFollowing) setSeenSeq(lastSeq)
    setEndSeq(seq)
  }

  function pause() {
    const log = ref.current
    if (log) anchor.current = firstVisible(log)
    setPausedSeq(lastSeq)
    hold(endSeq ?? lastSeq)
  }

  function showOlder() {
    const log = ref.current
    if (log) anchor.current = firstVisible(log)
    const earlier = messages[end - 1 - STEP]
    if (start > 0 && earlier) hold(earlier.seq)
    else {
      hold(endSeq ?? lastSeq)
      loadOlder()
    }
  }

  function showNewer() {
    const next = end + STEP >= messages.length ? null : (messages[end + STEP - 1]?.seq ?? null)
    if (next === null && pausedSeq === null) return setEndSeq(null)
    const seq = Math.min(next ?? lastSeq, pausedSeq ?? lastSeq)
    setSeenSeq((before) => Math.max(before, seq))
    setEndSeq(seq)
  }

  function onScroll() {
    const log = ref.current
    if (!log) return
    anchor.current = firstVisible(log)
    const isAtBottom = log.scrollHeight - log.scrollTop - log.clientHeight < BOTTOM_PX
    if (isAtBottom) {
      if (!isFollowing) showNewer()
      return
    }
    if (log.scrollTop < TOP_PX && (start > 0 || hasOlder)) showOlder()
    else if (isFollowing) hold(lastSeq)
  }

  return {
    ref,
    shown,
    isFollowing,
    hasOlder: start > 0 || hasOlder,
    /** Below the last row shown there are more. */
    hasNewer: end < messages.length,
    unread: isFollowing ? 0 : messages.filter((message) => message.seq > seenSeq && !isMine(message)).length,
    isPaused: pausedSeq !== null,
    pause,
    follow,
    showOlder,
    onScroll,
  }
}

function firstVisible(log: HTMLElement) {
  const edge = log.getBoundingClientRect().top
  for (const row of log.querySelectorAll<HTMLElement>("[data-seq]")) {
    const { top, bottom } = row.getBoundingClientRect()
    if (bottom > edge) return { seq: row.dataset.seq ?? "", top: top - edge }
  }
  return null
}

function restore(log: HTMLElement, place: { seq: string; top: number } | null) {
  const row = place && log.querySelector(`[data-seq="${place.seq}"]`)
  if (!row) return
  log.scrollTop += row.getBoundingClientRect().top - log.getBoundingClientRect().top - place.top
}
