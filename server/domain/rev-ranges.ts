import { z } from "zod"

/** Numbers from the first to the last, both included. */
export const RevRange = z.tuple([z.number().int(), z.number().int()])
export type RevRange = z.infer<typeof RevRange>

/** In order, and as few as can be. */
export function joinRanges(ranges: readonly RevRange[]): RevRange[] {
  const joined: RevRange[] = []
  for (const [from, to] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const last = joined.at(-1)
    if (last && from <= last[1] + 1) joined[joined.length - 1] = [last[0], Math.max(last[1], to)]
    else joined.push([from, to])
  }
  return joined
}
