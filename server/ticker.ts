// Signals in ticks: what many people say in the same moment goes out as one, so that cost follows ticks, not messages.
import { batchesOf } from "./domain/signal-batches.ts"
import { SIGNAL_EVENT, type Signal } from "./domain/signals.ts"
import { messageOf } from "./errors.ts"
import type { Log } from "./log.ts"

/** A lone signal goes at once; the more there are, the longer the next ones are gathered. */
const GATHER_PER_SIGNAL_MS = 25
const GATHER_MAX_MS = 250
const RETRY_MS = 300
const RETRY_MAX_MS = 5_000
/** A server that is too busy to answer has sent them all the same: everything again would keep it busy for good. Who
 * misses the older ones asks. */
const RESENT_MAX = 50
/** Longer than this nobody waits for a signal: pages have asked by themselves. */
const GIVE_UP_AFTER_MS = 10_000
const WAITING_MAX = 2_000

type Publish = (items: { channel: string; event: string; data: { signals: Signal[] } }[]) => Promise<void>

type Line = {
  waiting: Signal[]
  /** When the oldest of those that wait was added. */
  since: number
  timer: ReturnType<typeof setTimeout> | null
  sending: Promise<void> | null
  /** The next tick isn't before. */
  notBefore: number
  /** One after the other, until now. */
  failures: number
}

export type Ticker = ReturnType<typeof createTicker>

/**
 * After commit only; a signal may be lost all the same, and pages then read the database. Two ticks of a channel are at
 * least `periodMs` apart.
 */
export function createTicker(publish: Publish, log: Log, periodMs = 0) {
  const lines = new Map<string, Line>()
  let failed = 0

  function add(channel: string, signal: Signal) {
    const line = lineOf(channel)
    if (line.waiting.length === 0) line.since = performance.now()
    line.waiting.push(signal)
    if (line.waiting.length > WAITING_MAX) line.waiting.shift()
    plan(channel, line, Math.max(0, line.notBefore - performance.now()))
  }

  function lineOf(channel: string): Line {
    const known = lines.get(channel)
    if (known) return known
    const line: Line = { waiting: [], since: 0, timer: null, sending: null, notBefore: 0, failures: 0 }
    lines.set(channel, line)
    return line
  }

  function plan(channel: string, line: Line, delayMs: number) {
    if (line.timer || line.sending) return
    line.timer = setTimeout(() => {
      line.timer = null
      line.sending = tick(channel, line).finally(() => {
        line.sending = null
        if (line.waiting.length > 0) plan(channel, line, Math.max(0, line.notBefore - performance.now()))
        else forgetLater(channel, line)
      })
    }, delayMs)
  }

  async function tick(channel: string, line: Line) {
    const signals = line.waiting
    line.waiting = []
    const gatherMs = Math.min(GATHER_MAX_MS, GATHER_PER_SIGNAL_MS * (signals.length - 1))
    line.notBefore = performance.now() + Math.max(periodMs, gatherMs)
    try {
      await publish(
        batchesOf(signals).map((batch) => ({ channel, event: SIGNAL_EVENT, data: { signals: batch } })),
      )
      line.failures = 0
    } catch (error) {
      putBack(channel, line, signals, error)
    }
  }

  /** Signals that were out already do no harm the second time. */
  function putBack(channel: string, line: Line, signals: Signal[], error: unknown) {
    failed += 1
    const isHopeless = performance.now() - line.since > GIVE_UP_AFTER_MS
    log.warn(
      { channel, error: messageOf(error), signals: signals.length, isHopeless },
      "signals not announced",
    )
    line.notBefore = performance.now() + Math.min(RETRY_MAX_MS, RETRY_MS * 2 ** line.failures)
    line.failures += 1
    if (isHopeless) line.since = performance.now()
    else line.waiting = [...signals.slice(-RESENT_MAX), ...line.waiting].slice(-WAITING_MAX)
  }

  function forgetLater(channel: string, line: Line) {
    line.timer = setTimeout(
      () => {
        line.timer = null
        if (line.waiting.length === 0) lines.delete(channel)
        else plan(channel, line, 0)
      },
      Math.max(0, line.notBefore - performance.now()),
    )
    line.timer.unref()
  }

  /** Resolves once nothing waits any more. */
  async function idle() {
    for (;;) {
      const busy = [...lines.values()].find((line) => line.sending || line.waiting.length > 0)
      if (!busy) return
      await (busy.sending ?? new Promise((resolve) => setImmediate(resolve)))
    }
  }

  return { add, idle, failures: () => failed }
}
