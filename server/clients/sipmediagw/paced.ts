import { setTimeout as sleep } from "node:timers/promises"

/** One task at a time for each key, and at least `gapMs` from one start to the next. */
export function pacedLanes(gapMs: number) {
  const lanes = new Map<string, Promise<unknown>>()

  return <T>(key: string, task: () => Promise<T>): Promise<T> => {
    const turn = (lanes.get(key) ?? Promise.resolve()).then(() => {
      const gap = sleep(gapMs, undefined, { ref: false })
      return { done: task(), gap }
    })
    const done = turn.then((started) => started.done)
    lanes.set(key, Promise.allSettled([done, turn.then((started) => started.gap)]))
    return done
  }
}
