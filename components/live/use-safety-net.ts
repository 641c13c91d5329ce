"use client"

import { useCallback, useEffect, useEffectEvent, useRef } from "react"
import { SafetyNet } from "./safety-net.ts"

/**
 * Reads again by itself where signals are missing, and when somebody comes back to the page. Tell it when the event's
 * head is heard.
 */
export function useSafetyNet(isConnected: boolean, readAgain: () => void) {
  const net = useRef<SafetyNet | null>(null)
  const read = useEffectEvent(() => readAgain())
  /** A connected page in the background hears signals; it needn't ask. */
  const readIfWatched = useEffectEvent(() => {
    if (!document.hidden || !isConnected) readAgain()
  })
  useEffect(() => {
    const started = new SafetyNet(() => readIfWatched())
    net.current = started
    started.start()
    return () => started.stop()
  }, [])
  useEffect(() => net.current?.setConnected(isConnected), [isConnected])
  useEffect(() => {
    const onVisible = () => {
      if (!document.hidden) read()
    }
    const onOnline = () => read()
    document.addEventListener("visibilitychange", onVisible)
    window.addEventListener("online", onOnline)
    return () => {
      document.removeEventListener("visibilitychange", onVisible)
      window.removeEventListener("online", onOnline)
    }
  }, [])
  return useCallback(() => net.current?.heard(), [])
}
