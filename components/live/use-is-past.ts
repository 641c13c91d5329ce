"use client"

import { useEffect, useState } from "react"

/** Whether a moment of this browser's clock has come. */
export function useIsPast(atMs: number) {
  const [isPast, setPast] = useState(false)
  useEffect(() => {
    const leftMs = atMs - Date.now()
    setPast(leftMs <= 0)
    if (leftMs <= 0) return
    const timer = setTimeout(() => setPast(true), leftMs)
    return () => clearTimeout(timer)
  }, [atMs])
  return isPast
}
