"use client"

import { useRouter } from "next/navigation"
import { useEffect } from "react"

export const REFRESH_SECONDS = 10

/** Reads the page again while something on it is running and somebody looks at it. */
export function RefreshWhileOpen({ active }: { active: boolean }) {
  const router = useRouter()
  useEffect(() => {
    if (!active) return
    const refresh = () => {
      if (document.visibilityState === "visible") router.refresh()
    }
    const timer = setInterval(refresh, REFRESH_SECONDS * 1000)
    document.addEventListener("visibilitychange", refresh)
    return () => {
      clearInterval(timer)
      document.removeEventListener("visibilitychange", refresh)
    }
  }, [active, router])
  return null
}
