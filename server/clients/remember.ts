/** Asks once a key and keeps the answer for a while; whoever asks meanwhile shares it. A failure is not kept. */
export function remember<T>(
  keepMs: number,
  now: () => number,
): (key: string, ask: () => Promise<T>) => Promise<T> {
  const known = new Map<string, { answer: Promise<T>; until: number }>()

  return (key, ask) => {
    const found = known.get(key)
    if (found !== undefined && found.until > now()) return found.answer
    for (const [old, { until }] of known) if (until <= now()) known.delete(old)
    const answer = ask().catch((error: unknown) => {
      known.delete(key)
      throw error
    })
    known.set(key, { answer, until: now() + keepMs })
    return answer
  }
}
