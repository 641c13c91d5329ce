"use client"

import { useCallback, useEffect, useRef, useState } from "react"
import { trpc } from "#components/trpc.tsx"
import { nextClockChange } from "#server/domain/live-state.ts"
import type { LiveView } from "#server/domain/views.ts"
import { channelsOf, learn, pageStateOf, refuse } from "./known-view.ts"
import { refusalOf } from "./refusal.ts"
import { spreadOver } from "./spread.ts"
import { stillMine } from "./still-mine.ts"

/** Timers can't be longer than 24.8 days; looking each hour also makes good for clocks that drift. */
const CLOCK_CHECK_MS = 3_600_000

/** The live page's facts, read again on demand, and the state that follows from them as the clock goes on. */
export function useLiveView(initial: LiveView) {
  const utils = trpc.useUtils()
  const { slug } = initial.event
  const [opened] = useState(initial.chat)
  const [known, setKnown] = useState(() => learn(initial))
  const [now, setNow] = useState(initial.serverNow)
  const [listeners, setListeners] = useState(initial.listeners)
  const planned = useRef<ReturnType<typeof setTimeout> | null>(null)
  const audience = useRef(initial.listeners)
  const version = useRef(initial.version)

  const hear = useCallback((count: number) => {
    audience.current = count
    setListeners(count)
  }, [])

  const read = useCallback(async () => {
    const view = await utils.client.live.get.query({ slug })
    setKnown((last) => (view.serverNow < last.view.serverNow ? last : learn(view)))
    version.current = Math.max(version.current, view.version)
    hear(view.listeners)
  }, [utils, slug, hear])

  const spreadMs = useCallback(() => spreadOver(audience.current), [])

  const refresh = useCallback(() => {
    if (planned.current) return
    planned.current = setTimeout(() => {
      planned.current = null
      // Without an answer the safety net asks again.
      read().catch((error: unknown) => setKnown((last) => refuse(last, refusalOf(error))))
    }, Math.random() * spreadMs())
  }, [read, spreadMs])

  /** Whether the server knows more than this page. */
  const isBehind = useCallback((known: number) => known > version.current, [])

  useEffect(() => {
    const { view, offsetMs } = known
    let timer: ReturnType<typeof setTimeout>
    function follow(isClock: boolean) {
      const current = new Date(Date.now() + offsetMs)
      setNow(current)
      if (isClock) refresh()
      const change = nextClockChange(view.facts, current)
      if (!change) return
      const waitMs = change.getTime() - current.getTime() + 20
      timer = setTimeout(() => follow(true), Math.min(waitMs, CLOCK_CHECK_MS))
    }
    follow(false)
    return () => clearTimeout(timer)
  }, [known, refresh])

  useEffect(
    () => () => {
      if (planned.current) clearTimeout(planned.current)
      planned.current = null
    },
    [],
  )

  const state = pageStateOf(known, now)
  return {
    view: { ...known.view, chat: stillMine(opened, known.view.chat) },
    channels: channelsOf(known),
    state,
    /** Since when, where the server knows; the clock's own changes have no such moment. */
    since: state === known.view.state ? known.view.since : null,
    offsetMs: known.offsetMs,
    listeners,
    hear,
    refresh,
    isBehind,
    spreadMs,
  }
}
