/** Channels that couldn't be joined for now are asked for again: pusher-js asks only once in each connection. */

import { z } from "zod"

export type JoinsInput = {
  join: (channel: string) => void
  /** It isn't asked for again: perhaps what it is about has another one by now. */
  onForbidden: () => void
  /** Over how long all whom the same failure met come back. */
  spreadMs: () => number
  random?: (() => number) | undefined
}

const RETRY_MS = 1_000
const RETRY_MAX_MS = 20_000
/** The server has decided: this reader may not listen there. */
const Forbidden = z.object({ status: z.literal(403) })

type Wait = { failures: number; timer: ReturnType<typeof setTimeout> }

export class ChannelJoins {
  private readonly waits = new Map<string, Wait>()

  constructor(private readonly input: JoinsInput) {}

  succeeded(channel: string) {
    clearTimeout(this.waits.get(channel)?.timer)
    this.waits.delete(channel)
  }

  /** `error`: pusher-js's word for why. */
  failed(channel: string, error: unknown) {
    const failures = this.waits.get(channel)?.failures ?? 0
    this.succeeded(channel)
    if (Forbidden.safeParse(error).success) return this.input.onForbidden()
    const pauseMs = Math.min(RETRY_MAX_MS, RETRY_MS * 2 ** failures)
    const random = this.input.random ?? Math.random
    const delayMs = pauseMs + random() * Math.max(pauseMs, this.input.spreadMs())
    const timer = setTimeout(() => this.input.join(channel), delayMs)
    this.waits.set(channel, { failures: failures + 1, timer })
  }

  stop() {
    for (const channel of [...this.waits.keys()]) this.succeeded(channel)
  }
}
