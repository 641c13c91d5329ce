// Time for the stand-in: real in the demo, driven by hand in tests.

export type Clock = {
  now(): number
  after(delayMs: number, run: () => void | Promise<void>): Cancel
  /** Work started by the stand-in itself (deliveries); a fake clock waits for it when it advances. */
  track(work: Promise<unknown>): void
}

export type Cancel = () => void

export type FakeClock = Clock & {
  advance(ms: number): Promise<void>
}

export function realClock(): Clock {
  return {
    now: () => Date.now(),
    after(delayMs, run) {
      const timer = setTimeout(() => report(run), delayMs)
      timer.unref()
      return () => clearTimeout(timer)
    },
    track: (work) => report(() => work.then(() => undefined)),
  }
}

export function fakeClock(startMs = 1_700_000_000_000): FakeClock {
  let now = startMs
  const timers: { at: number; run: () => void | Promise<void> }[] = []
  const pending = new Set<Promise<unknown>>()

  async function settle() {
    while (pending.size > 0) await Promise.all(pending)
  }

  function next(until: number) {
    let best: (typeof timers)[number] | undefined
    for (const timer of timers) if (timer.at <= until && (!best || timer.at < best.at)) best = timer
    return best
  }

  return {
    now: () => now,
    after(delayMs, run) {
      const timer = { at: now + Math.max(0, delayMs), run }
      timers.push(timer)
      return () => remove(timers, timer)
    },
    track(work) {
      pending.add(work)
      work.finally(() => pending.delete(work)).catch(complain)
    },
    async advance(ms) {
      const until = now + ms
      await settle()
      for (let timer = next(until); timer; timer = next(until)) {
        remove(timers, timer)
        now = Math.max(now, timer.at)
        await timer.run()
        await settle()
      }
      now = until
    },
  }
}

function remove<T>(list: T[], item: T) {
  const index = list.indexOf(item)
  if (index >= 0) list.splice(index, 1)
}

function report(run: () => void | Promise<void>) {
  Promise.resolve().then(run).catch(complain)
}

function complain(error: unknown) {
  console.error("bbb stand-in:", error)
}
