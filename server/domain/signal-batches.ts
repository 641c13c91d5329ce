// How signals of one channel travel together: joined where they say the same kind of thing, cut where they get too big.
import { isHidden, newestOf } from "./question.ts"
import { joinRanges } from "./rev-ranges.ts"
import { withoutDeletedTexts } from "./signal-redaction.ts"
import type { Signal } from "./signals.ts"

/** Pusher takes 10 kB an event; the envelope and multi-byte text need room. */
export const BATCH_MAX_BYTES = 9_000

/** Many votes at once in several processes leave many ranges; a page that isn't told them asks. */
const REVS_MAX_BYTES = 900

/** In the order in which they were announced; the later of two that replace each other stays. */
export function batchesOf(signals: readonly Signal[], maxBytes = BATCH_MAX_BYTES): Signal[][] {
  const batches: Signal[][] = []
  let sizeBytes = 0
  for (const signal of latest(withoutDeletedTexts(signals))) {
    const addedBytes = sizeOf(signal)
    const batch = batches.at(-1)
    if (!batch || sizeBytes + addedBytes > maxBytes) {
      batches.push([signal])
      sizeBytes = addedBytes
    } else {
      batch.push(signal)
      sizeBytes += addedBytes
    }
  }
  return batches.map(joined)
}

function latest(signals: readonly Signal[]) {
  const kept = new Map<string, Signal>()
  for (const [index, signal] of signals.entries()) {
    const key = replacedBy(signal) ?? `#${index}`
    const earlier = kept.get(key)
    kept.delete(key)
    kept.set(key, earlier ? summedUp(earlier, signal) : signal)
  }
  return [...kept.values()]
}

/** Signals of the same key say the same thing again, newer. */
function replacedBy(signal: Signal) {
  switch (signal.type) {
    case "chat.sent":
    case "chat.changed":
      return null
    case "question.changed":
      return signal.changes.length === 1 ? `question ${signal.changes[0]?.id}` : null
    default:
      return signal.type
  }
}

/** The later one; of a question, with the numbers of the changes before it. */
function summedUp(earlier: Signal, later: Signal): Signal {
  if (earlier.type !== "question.changed" || later.type !== "question.changed") return later
  const [before, after] = [earlier.changes[0], later.changes[0]]
  if (!before || !after) return later
  const newest = newestOf(before, after)
  // What was set aside in the same tick was not read by anybody, and needn't be.
  const change = isHidden(newest.state) ? { ...newest, asked: null } : newest
  return { ...later, changes: [change], revs: [...earlier.revs, ...later.revs] }
}

function joined(batch: readonly Signal[]): Signal[] {
  const result: Signal[] = []
  for (const signal of batch) {
    const at = signal.type === "question.changed" ? placeOfQuestions(result) : result.length - 1
    const earlier = result[at]
    const both = earlier && together(earlier, signal)
    if (both) result[at] = both
    else result.push(signal)
  }
  return result.map(withFewRanges)
}

/** Their order among messages says nothing, so that one list of numbers does for all of them. */
function placeOfQuestions(signals: readonly Signal[]) {
  return signals.findIndex(({ type }) => type === "question.changed")
}

function together(earlier: Signal, next: Signal): Signal | null {
  if (earlier.type === "chat.sent" && next.type === "chat.sent")
    return { ...earlier, messages: [...earlier.messages, ...next.messages] }
  if (earlier.type === "chat.changed" && next.type === "chat.changed")
    return { ...earlier, changes: [...earlier.changes, ...next.changes] }
  if (earlier.type === "question.changed" && next.type === "question.changed")
    return {
      ...earlier,
      changes: [...earlier.changes, ...next.changes],
      revs: [...earlier.revs, ...next.revs],
    }
  return null
}

function withFewRanges(signal: Signal): Signal {
  if (signal.type !== "question.changed") return signal
  const revs = joinRanges(signal.revs)
  return { ...signal, revs: bytesOf(revs) > REVS_MAX_BYTES ? [] : revs }
}

function sizeOf(signal: Signal) {
  return bytesOf(signal.type === "question.changed" ? { ...signal, revs: [] } : signal)
}

function bytesOf(value: unknown) {
  return new TextEncoder().encode(JSON.stringify(value)).length
}
