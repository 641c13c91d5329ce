/** Nearest rank among pairs of a value and how often it was. */
export function quantileOf(pairs, share) {
  const sorted = [...pairs].sort(([a], [b]) => a - b)
  const total = sorted.reduce((sum, [, count]) => sum + count, 0)
  if (total === 0) throw new Error("nothing was measured")
  let left = Math.ceil(share * total)
  for (const [value, count] of sorted) {
    left -= count
    if (left <= 0) return value
  }
  return sorted.at(-1)[0]
}
