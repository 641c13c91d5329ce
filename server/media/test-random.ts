/** A repeatable stream of numbers in [0, 1) for the fuzz tests (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

export function randomBytesOf(random: () => number, length: number): Buffer {
  return Buffer.from(Array.from({ length }, () => Math.floor(random() * 256)))
}

/** A copy with some bytes changed, and sometimes cut short. */
export function mutated(random: () => number, bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes)
  const changes = 1 + Math.floor(random() * 4)
  for (let i = 0; i < changes && copy.length > 0; i += 1) {
    copy[Math.floor(random() * copy.length)] = Math.floor(random() * 256)
  }
  return random() < 0.3 ? copy.subarray(0, Math.floor(random() * copy.length)) : copy
}
