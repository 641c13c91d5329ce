import { setTimeout as sleep } from "node:timers/promises"

export type Clock = { now(): number; sleep(ms: number, signal?: AbortSignal): Promise<void> }

export function systemClock(): Clock {
  return { now: Date.now, sleep: (ms, signal) => sleep(ms, undefined, { signal }) }
}

/** The same clock with every wait shortened in proportion, so that races keep their order. */
export function scaledClock(clock: Clock, factor: number): Clock {
  return { now: () => clock.now(), sleep: (ms, signal) => clock.sleep(ms * factor, signal) }
}

/** Waits, and says whether the time ran out (true) or the signal cut it short (false). */
export async function waited(clock: Clock, ms: number, signal: AbortSignal) {
  try {
    await clock.sleep(ms, signal)
    return true
  } catch (error) {
    if (signal.aborted) return false
    throw error
  }
}
