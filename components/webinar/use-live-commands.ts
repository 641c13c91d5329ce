"use client"

import { useRef, useState } from "react"
import { type Refusal, refusalOf } from "#components/forms/refusal.ts"
import { trpc } from "#components/trpc.tsx"
import type { ControlAction } from "./control-state.ts"

export type PendingCommand = { action: ControlAction; sinceMs: number }

/** A command answers at once: it is shown as under way until the view that it changed has been read. */
export function useLiveCommands(webinarId: string, reread: () => Promise<void>) {
  const [pending, setPending] = useState<PendingCommand | null>(null)
  const [refusal, setRefusal] = useState<Refusal | null>(null)
  // A second click arrives before React has painted the first one; another command waits for its turn.
  const last = useRef<{ action: ControlAction; done: Promise<void> } | null>(null)
  const start = trpc.control.start.useMutation()
  const restart = trpc.control.restart.useMutation()
  const stop = trpc.control.stop.useMutation()
  const endAll = trpc.control.endAll.useMutation()
  const mutations = { start, restart, stop, endAll }

  const carryOut = async (action: ControlAction, before: Promise<void> | undefined) => {
    await before
    setPending({ action, sinceMs: Date.now() })
    setRefusal(null)
    try {
      await mutations[action].mutateAsync({ webinarId })
    } catch (error) {
      setRefusal(refusalOf(error))
    }
    await reread()
  }
  const run = async (action: ControlAction) => {
    if (last.current?.action === action) return
    const command = { action, done: carryOut(action, last.current?.done) }
    last.current = command
    await command.done
    if (last.current !== command) return
    last.current = null
    setPending(null)
  }
  return { pending, refusal, run, dismiss: () => setRefusal(null) }
}
