/** What one listener got, message by message. */
export class Reception {
  readonly seqs: number[] = []

  constructor(private readonly delays: { add(ms: number): void }) {}

  note(seq: number, sentAt: number) {
    this.seqs.push(seq)
    if (sentAt > 0) this.delays.add(Date.now() - sentAt)
  }
}

export type Verdict = {
  listeners: number
  expected: number
  lost: number
  duplicated: number
  /** Listeners who didn't get everything in the order of the numbers. */
  disordered: number
}

export function judge(receptions: Iterable<{ seqs: readonly number[] }>, wanted: readonly number[]): Verdict {
  const known = new Set(wanted)
  const verdict: Verdict = { listeners: 0, expected: 0, lost: 0, duplicated: 0, disordered: 0 }
  for (const { seqs } of receptions) {
    const got = seqs.filter((seq) => known.has(seq))
    const distinct = new Set(got)
    verdict.listeners += 1
    verdict.expected += wanted.length
    verdict.lost += wanted.length - distinct.size
    verdict.duplicated += got.length - distinct.size
    verdict.disordered += got.some((seq, index) => seq < (got[index - 1] ?? 0)) ? 1 : 0
  }
  return verdict
}

/** Milliseconds, counted one by one; whatever is longer than the last place counts there. */
export class Delays {
  readonly counts = new Uint32Array(60_001)

  add(ms: number) {
    const place = Math.min(this.counts.length - 1, Math.max(0, Math.round(ms)))
    this.counts[place] = (this.counts[place] ?? 0) + 1
  }

  /** Pairs of milliseconds and how often. */
  toJSON(): [number, number][] {
    return [...this.counts.entries()].filter(([, count]) => count > 0)
  }
}
