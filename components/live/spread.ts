const PER_LISTENER_MS = 2
/** Nobody is told later than this because of the others. */
const SPREAD_MAX_MS = 4_000

/** A full house doesn't ask in the same instant: over this time the questions of all are spread. */
export function spreadOver(listeners: number) {
  return Math.min(SPREAD_MAX_MS, listeners * PER_LISTENER_MS)
}
