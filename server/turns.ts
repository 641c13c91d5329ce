/** Lets so many run at once and so many wait; whoever finds the waiting line full is told so. */
export function createTurns({ runningMax, waitingMax }: { runningMax: number; waitingMax: number }) {
  const waiting: (() => void)[] = []
  let running = 0

  async function run<T>(work: () => Promise<T>): Promise<T | "busy"> {
    if (running < runningMax) running += 1
    else if (waiting.length >= waitingMax) return "busy"
    else await new Promise<void>((resolve) => waiting.push(resolve))
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      // A turn goes from hand to hand, so that nobody comes between.
      if (next) next()
      else running -= 1
    }
  }

  return { run }
}
