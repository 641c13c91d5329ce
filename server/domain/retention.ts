// How long an event's messages and questions are kept after its end.
import { z } from "zod"
import { KEEP_DAYS_MAX } from "./chat-rules.ts"

export const KEEP_DAYS_CHOICES = [7, 30, 90, 365] as const
export const KeepDays = z.number().int().min(1).max(KEEP_DAYS_MAX).nullable()
/** null: the installation's time, which may be "always". */
export type KeepDays = z.infer<typeof KeepDays>

export type Retention = {
  chosenDays: KeepDays
  /** What the installation allows at most, and takes where nothing is chosen; null: no limit. */
  maxDays: number | null
  /** The planned end, or the real one when that was later. */
  endAt: Date
  /** null: not while the event exists. */
  deleteAt: Date | null
}

const DAY_MS = 86_400_000

export function keptDays(chosenDays: KeepDays, maxDays: number | null) {
  if (chosenDays === null) return maxDays
  return maxDays === null ? chosenDays : Math.min(chosenDays, maxDays)
}

export function deleteAt(endAt: Date, days: number | null) {
  return days === null ? null : new Date(endAt.getTime() + days * DAY_MS)
}
