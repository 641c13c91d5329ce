"use client"

import { useLayoutEffect, useState } from "react"

/** Whole seconds of the server's time until a moment; 0 once it is there, or while there is none. */
export function useCountdown(until: Date | null, offsetMs: number) {
  const [seconds, setSeconds] = useState(0)
  const untilMs = until?.getTime() ?? null
  // Before anything is painted: no moment looks free that isn't.
  useLayoutEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const tick = () => {
      const leftMs = untilMs === null ? 0 : untilMs - Date.now() - offsetMs
      const left = Math.max(0, Math.ceil(leftMs / 1_000))
      setSeconds(left)
      if (left > 0) timer = setTimeout(tick, leftMs - (left - 1) * 1_000)
    }
    tick()
    return () => clearTimeout(timer)
  }, [untilMs, offsetMs])
  return seconds
}
