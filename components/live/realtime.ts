"use client"

/** The browser's side of realtime: signals come in batches, may be lost, and are only hints to read again. */
import type Pusher from "pusher-js"
import { useEffect, useEffectEvent, useState } from "react"
import { SIGNAL_EVENT, type Signal, SignalBatch } from "#server/domain/signals.ts"

export type RealtimeSettings = {
  key: string
  /** Null: the host that served the page. */
  host: string | null
  port: number | null
  tls: boolean
  cluster: string
}

export type RealtimeState = "connecting" | "connected" | "disconnected"

export type RealtimeInput = {
  settings: RealtimeSettings
  channels: readonly string[]
  onSignal: (signal: Signal) => void
  /** Signals may have been missed until now: after each connection, once the channels are joined. */
  onResync: () => void
}

/** Several channels are joined at about the same time; one reading again serves them all. */
const RESYNC_GATHER_MS = 60
const IMPORT_RETRY_MS = 5_000

export function useRealtime({ settings, channels, onSignal, onResync }: RealtimeInput) {
  const [state, setState] = useState<RealtimeState>("connecting")
  const receive = useEffectEvent((batch: unknown) => {
    const parsed = SignalBatch.safeParse(batch)
    // A newer server may say things this page doesn't know yet; reading again is always right.
    if (!parsed.success) return onResync()
    for (const signal of parsed.data.signals) onSignal(signal)
  })
  const resync = useEffectEvent(() => onResync())
  const { key, host, port, tls, cluster } = settings
  const names = channels.join(" ")

  useEffect(() => {
    let pusher: Pusher | null = null
    let gathering: ReturnType<typeof setTimeout> | undefined
    let retrying: ReturnType<typeof setTimeout> | undefined
    let isOver = false
    const joined = () => {
      clearTimeout(gathering)
      gathering = setTimeout(resync, RESYNC_GATHER_MS)
    }
    async function connect() {
      const client = await openConnection({ key, host, port, tls, cluster })
      if (isOver) return client.disconnect()
      pusher = client
      client.connection.bind("state_change", ({ current }: { current: string }) =>
        setState(readState(current)),
      )
      for (const name of names.split(" ").filter(Boolean)) {
        client.subscribe(name).bind("pusher:subscription_succeeded", joined).bind(SIGNAL_EVENT, receive)
      }
    }
    const start = () => {
      connect().catch(() => {
        setState("disconnected")
        if (!isOver) retrying = setTimeout(start, IMPORT_RETRY_MS)
      })
    }
    start()
    return () => {
      isOver = true
      clearTimeout(gathering)
      clearTimeout(retrying)
      pusher?.disconnect()
    }
  }, [key, host, port, tls, cluster, names])

  return { state }
}

async function openConnection(settings: RealtimeSettings): Promise<Pusher> {
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
    enabledTransports: ["ws", "wss"],
    disableStats: true,
    channelAuthorization: { endpoint: "/api/realtime/auth", transport: "ajax" },
  })
}

function readState(state: string): RealtimeState {
  if (state === "connected") return "connected"
  return state === "initialized" || state === "connecting" ? "connecting" : "disconnected"
}
