import { z } from "zod"

export const PULSES = ["too_fast", "fine", "lost"] as const
export const Pulse = z.enum(PULSES)
export type Pulse = z.infer<typeof Pulse>

/** How long one answer counts. */
export const PULSE_FADES_MS = 60_000
/** Fewer answers say more about single people than about an audience. */
export const PULSE_SHOWN_FROM = 5
export const PULSE_RATE = { points: 12, windowSeconds: 10 } as const

/** The answers of the last minute; `counts` is null while there are too few to tell. */
export type PulseView = { answers: number; counts: Record<Pulse, number> | null }
