// What can be dialled in, and what was asked of the gateway.
import { z } from "zod"
import { type ContainerFault, NO_FAULT } from "./container.ts"

const ms = z.number().min(0)

export const Fault = z.discriminatedUnion("kind", [
  /** The connection is cut without an answer, and nothing was done. */
  z.object({ kind: z.literal("refuse") }),
  /** The work is done at once, the answer comes this much later. */
  z.object({ kind: z.literal("hang"), ms }),
  /**
   * Of a proxy's start: the gateway is at work at once, its launcher answers the proxy this much later or when the
   * faults are cleared, and no sooner does the proxy write it down.
   */
  z.object({ kind: z.literal("lateLauncher"), ms }),
  z.object({ kind: z.literal("status500") }),
  /** 200, but a login page of something in between. */
  z.object({ kind: z.literal("html") }),
  /** 200, cut JSON. */
  z.object({ kind: z.literal("garbage") }),
  /** The answer of success, and nothing done. */
  z.object({ kind: z.literal("lie") }),
  /** Of a start: the answer of success, and until its stop a gateway that says it runs; whoever dialled plays it. */
  z.object({ kind: z.literal("played") }),
  /** The rest is for the container that the call starts. */
  z.object({ kind: z.literal("neverReady") }),
  z.object({ kind: z.literal("diesAfter"), ms }),
  z.object({ kind: z.literal("rtmpCut"), ms, forMs: ms.default(5_000) }),
  z.object({ kind: z.literal("wrongPicture") }),
])
export type Fault = z.infer<typeof Fault>

export const DialledFault = z.intersection(
  Fault,
  z.object({
    /** The path it hits, "*" for any. */
    path: z.string().default("*"),
    /** For how many calls. */
    times: z.number().int().min(1).default(1),
  }),
)
export type DialledFault = z.input<typeof DialledFault>

/** The next fault dialled for this path, used up by this call. */
export function takeFault(dialled: z.output<typeof DialledFault>[], path: string): Fault | null {
  const fault = dialled.find((each) => each.path === "*" || each.path === path)
  if (!fault) return null
  fault.times--
  if (fault.times === 0) dialled.splice(dialled.indexOf(fault), 1)
  return fault
}

export function containerFault(fault: Fault | null): ContainerFault {
  switch (fault?.kind) {
    case "neverReady":
      return { ...NO_FAULT, neverReady: true }
    case "diesAfter":
      return { ...NO_FAULT, diesAfterMs: fault.ms }
    case "rtmpCut":
      return { ...NO_FAULT, rtmpCut: { atMs: fault.ms, forMs: fault.forMs } }
    case "wrongPicture":
      return { ...NO_FAULT, wrongPicture: true }
    default:
      return NO_FAULT
  }
}

export type LoggedRequest = {
  at: number
  method: string
  path: string
  query: Record<string, string>
  body: string
  /** The token itself is never kept; null: this call needs none. */
  tokenOk: boolean | null
  fault: Fault["kind"] | null
  /** null: no answer was given (yet). */
  status: number | null
}
