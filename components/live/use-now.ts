"use client"

import { useEffect, useState } from "react"

/** The server's time, each second. The first value is given, so that server and browser paint the same. */
export function useNow(first: Date, offsetMs: number) {
  const [now, setNow] = useState(first)
  useEffect(() => {
    const tick = () => setNow(new Date(Date.now() + offsetMs))
    tick()
    const timer = setInterval(tick, 1_000)
    return () => clearInterval(timer)
  }, [offsetMs])
  return now
}
