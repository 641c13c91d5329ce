import { setTimeout as sleep } from "node:timers/promises"

/** Asks until the answer is there; what stood in the way is part of the failure. */
export async function until<T>(
  what: string,
  withinMs: number,
  look: () => Promise<T | null> | T | null,
  everyMs = 50,
): Promise<T> {
  const giveUpAt = Date.now() + withinMs
  for (;;) {
    const found = await look()
    if (found !== null) return found
    if (Date.now() > giveUpAt) throw new Error(`${what}: not within ${Math.round(withinMs / 1000)} s`)
    await sleep(everyMs)
  }
}

export function seconds(ms: number) {
  return Math.round(ms / 100) / 10
}
