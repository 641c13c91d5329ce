import { z } from "zod"
import { Failure } from "./livestream.ts"

/** Another gateway took over within one livestream: by itself, because an administrator said so, or to make way. */
export const Handover = z.object({
  kind: z.enum(["failover", "moved", "promised"]),
  from: z.string().nullable(),
  to: z.string(),
  failure: Failure.nullable(),
  note: z.string().nullable(),
})
export type Handover = z.infer<typeof Handover>

/** What the watchdog saw begin and end; each is one line of the livestream's log. */
export const INCIDENTS = {
  streaming_user_gone: "streaming_user_back",
  meeting_empty: "meeting_peopled",
  stop_ignored: "stop_obeyed",
} as const
export type Incident = keyof typeof INCIDENTS
export type IncidentWord = Incident | (typeof INCIDENTS)[Incident]
export const INCIDENT_WORDS = [
  "streaming_user_gone",
  "streaming_user_back",
  "meeting_empty",
  "meeting_peopled",
  "stop_ignored",
  "stop_obeyed",
] as const satisfies readonly IncidentWord[]

/** The log's reason is one text column: a handover travels in it as JSON. */
export function handoverReason(handover: Handover) {
  return JSON.stringify(handover)
}

export function parseHandover(reason: string | null): Handover | null {
  if (!reason?.startsWith("{")) return null
  try {
    return Handover.parse(JSON.parse(reason))
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof z.ZodError) return null
    throw error
  }
}
