import type { Signal } from "./signals.ts"

/**
 * What was written and deleted again before its signal went out: everybody is told that there was something, nobody what.
 * The last change of a message decides, so that what was restored keeps its text.
 */
export function withoutDeletedTexts(signals: readonly Signal[]): Signal[] {
  const deleted = deletedSeqs(signals)
  if (deleted.size === 0) return [...signals]
  return signals.map((signal) => {
    if (signal.type === "chat.sent")
      return {
        ...signal,
        messages: signal.messages.map((message) =>
          deleted.has(message.seq) ? { ...message, text: "", deleted: true } : message,
        ),
      }
    if (signal.type !== "chat.changed") return signal
    return {
      ...signal,
      changes: signal.changes.map((change) => (deleted.has(change.seq) ? { ...change, text: null } : change)),
    }
  })
}

function deletedSeqs(signals: readonly Signal[]) {
  const last = new Map<number, { rev: number; deleted: boolean }>()
  for (const { seq, rev, deleted } of signals.flatMap((signal) =>
    signal.type === "chat.changed" ? signal.changes : [],
  ))
    if (rev >= (last.get(seq)?.rev ?? 0)) last.set(seq, { rev, deleted })
  return new Set([...last].filter(([, { deleted }]) => deleted).map(([seq]) => seq))
}
