import { z } from "zod"

export const PULSES = ["too_fast", "fine", "lost"] as const
export const Pulse = z.enum(PULSES)
export type Pulse = z.infer<typeof Pulse>

/** How long one answer counts. */
export const PULSE_FADES_MS = 60_000
