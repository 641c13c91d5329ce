"use client"

import { useTranslations } from "next-intl"
import { createContext, type ReactNode, useContext, useEffect, useState } from "react"
import { useNow } from "#components/live/use-now.ts"

const ServerNow = createContext<Date | null>(null)

/** One clock for the whole room, the server's: waits are counted against times that the server wrote. */
export function ServerTime({ serverNow, children }: { serverNow: Date; children: ReactNode }) {
  const [offsetMs, setOffsetMs] = useState(0)
  useEffect(() => setOffsetMs(serverNow.getTime() - Date.now()), [serverNow])
  const now = useNow(serverNow, offsetMs)
  return <ServerNow value={now}>{children}</ServerNow>
}

export function useServerNow() {
  const now = useContext(ServerNow)
  if (!now) throw new Error("useServerNow needs ServerTime around it")
  return now
}

/** "12 s", "3 min 20 s", counting. Not for screen readers: a clock that speaks each second says nothing. */
export function Elapsed({ seconds }: { seconds: number }) {
  const t = useTranslations("control")
  return (
    <span aria-hidden className="tabular-nums">
      {t("duration", {
        hours: Math.floor(seconds / 3600),
        minutes: Math.floor((seconds % 3600) / 60),
        seconds: seconds % 60,
      })}
    </span>
  )
}
