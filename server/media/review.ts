import type { PublishedRun } from "./stream-registry.ts"

export type Review = {
  /** Those of the publishers that may no longer; a throw cuts nobody. */
  judge: (publishing: PublishedRun[]) => Promise<PublishedRun[]>
  everyMs: number
  warn: (message: string, detail: Record<string, unknown>) => void
}

type Publishers = { publishing: () => PublishedRun[]; drop: (target: PublishedRun) => boolean }

/** Who was let in is asked about again and again: the livestream may be over while its gateway goes on. */
export function keepReviewing(publishers: Publishers, { judge, everyMs, warn }: Review): () => void {
  let isAsking = false

  async function review() {
    const publishing = publishers.publishing()
    if (isAsking || publishing.length === 0) return
    isAsking = true
    try {
      for (const target of await judge(publishing)) {
        const { name, run } = target
        if (publishers.drop(target)) warn("publisher cut: its livestream is over", { name, run })
      }
    } catch (error) {
      warn("publishers not reviewed", { error: String(error) })
    } finally {
      isAsking = false
    }
  }

  const timer = setInterval(() => void review(), everyMs)
  timer.unref()
  return () => clearInterval(timer)
}
