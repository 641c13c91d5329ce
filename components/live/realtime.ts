"use client"

import type Pusher from "pusher-js"
import { useEffect, useEffectEvent, useState } from "react"
import type { Signal } from "#server/domain/signals.ts"
import { RealtimeConnection, type RealtimeState } from "./realtime-connection.ts"

export type RealtimeSettings = {
  key: string
  /** Null: the host that served the page. */
  host: string | null
  port: number | null
  tls: boolean
  cluster: string
}

/** Signals come in batches, may be lost, and are only hints to read again. */
export type RealtimeInput = {
  settings: RealtimeSettings
  channels: readonly string[]
  onSignal: (signal: Signal) => void
  /** Signals may have been missed until now: after each connection, once it is known which channels are joined. */
  onResync: () => void
  /** Over how long all who lost their connection come back. */
  spreadMs?: () => number
}

export function useRealtime({ settings, channels, onSignal, onResync, spreadMs }: RealtimeInput) {
  const [state, setState] = useState<RealtimeState>("connecting")
  const receive = useEffectEvent((signal: Signal) => onSignal(signal))
  const resync = useEffectEvent(() => onResync())
  const spread = useEffectEvent(() => spreadMs?.() ?? 0)
  const { key, host, port, tls, cluster } = settings
  const names = channels.join(" ")

  useEffect(() => {
    const connection = new RealtimeConnection({
      open: () => openClient({ key, host, port, tls, cluster }),
      channels: names.split(" ").filter(Boolean),
      onSignal: (signal) => receive(signal),
      onResync: () => resync(),
      onState: setState,
      spreadMs: () => spread(),
    })
    const hurry = () => connection.hurry()
    window.addEventListener("online", hurry)
    connection.start()
    return () => {
      window.removeEventListener("online", hurry)
      connection.close()
    }
  }, [key, host, port, tls, cluster, names])

  return { state }
}

async function openClient(settings: RealtimeSettings): Promise<Pusher> {
  const { default: Client } = await import("pusher-js")
  const isTls = settings.host ? settings.tls : location.protocol === "https:"
  const pagePort = settings.host || location.port === "" ? null : Number(location.port)
  const port = settings.port ?? pagePort ?? (isTls ? 443 : 80)
  return new Client(settings.key, {
    cluster: settings.cluster,
    wsHost: settings.host ?? location.hostname,
    wsPort: port,
    wssPort: port,
    forceTLS: isTls,
    enabledTransports: ["ws"],
    disableStats: true,
    // A connection that died without a word is noticed within half a minute; heads keep a living one from being asked.
    activityTimeout: 20_000,
    pongTimeout: 6_000,
    channelAuthorization: { endpoint: "/api/realtime/auth", transport: "ajax" },
  })
}
