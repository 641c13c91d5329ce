// How signals of one channel travel together: joined where they say the same kind of thing, cut where they get too big.
import { withoutDeletedTexts } from "./signal-redaction.ts"
import type { Signal } from "./signals.ts"

/** Pusher takes 10 kB an event; the envelope and multi-byte text need room. */
export const BATCH_MAX_BYTES = 9_000

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
  return signals.filter((signal, index) => {
    const key = replacedBy(signal)
    return key === null || !signals.slice(index + 1).some((later) => replacedBy(later) === key)
  })
}

/** Signals of the same key say the same thing again, newer. */
function replacedBy(signal: Signal) {
  switch (signal.type) {
    case "chat.sent":
    case "chat.changed":
      return null
    default:
      return signal.type
  }
}

function joined(batch: readonly Signal[]): Signal[] {
  const result: Signal[] = []
  for (const signal of batch) {
    const last = result.at(-1)
    if (last?.type === "chat.sent" && signal.type === "chat.sent")
      result[result.length - 1] = { ...last, messages: [...last.messages, ...signal.messages] }
    else if (last?.type === "chat.changed" && signal.type === "chat.changed")
      result[result.length - 1] = { ...last, changes: [...last.changes, ...signal.changes] }
    else result.push(signal)
  }
  return result
}

function sizeOf(signal: Signal) {
  return new TextEncoder().encode(JSON.stringify(signal)).length
}
