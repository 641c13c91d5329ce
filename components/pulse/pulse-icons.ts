import { Check, CircleQuestionMark, FastForward, type LucideIcon } from "lucide-react"
import type { Pulse } from "#server/domain/pulse.ts"

/** Each answer has a shape besides its word. */
export const PULSE_ICONS: Record<Pulse, LucideIcon> = {
  too_fast: FastForward,
  fine: Check,
  lost: CircleQuestionMark,
}
