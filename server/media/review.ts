import type { PublishedRun, ShownRun } from "./stream-registry.ts"

export type Review = {
  /** Those of the publishers that may no longer, and who may watch the others; a throw changes nothing. */
  judge: (publishing: PublishedRun[]) => Promise<{ cut: PublishedRun[]; shown: ShownRun[] }>
  everyMs: number
  warn: (message: string, detail: Record<string, unknown>) => void
}

type Publishers = {
  publishing: () => PublishedRun[]
  drop: (target: PublishedRun) => boolean
  show: (target: ShownRun) => void
}

/** Who was let in is asked about again and again: the livestream may be over while its gateway goes on. */
export function keepReviewing(publishers: Publishers, { judge, everyMs, warn }: Review): () => void {
  let isAsking = false

  async function review() {
    const publishing = publishers.publishing()
    if (isAsking || publishing.length === 0) return
    isAsking = true
    try {
      const { cut, shown } = await judge(publishing)
      for (const target of shown) publishers.show(target)
      for (const target of cut) {
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
