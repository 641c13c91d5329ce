// Trouble on demand. For API calls: `refuse` (socket destroyed), `hang` (nothing for ms, then destroyed),
// `slow` (answer after ms), `status500`, `html`, `truncatedXml`, `garbage`, `failed:<messageKey>`.
// With `after` the call does its work first and only its answer is lost.
// For deliveries (call `hook`, `callback` or `delivery`): `lose`, `duplicate`, `forge`, `reorder`.

import type { ServerResponse } from "node:http"
import { setTimeout as sleep } from "node:timers/promises"
import { type Answer, failed, htmlAnswer } from "./xml.ts"

export type FaultDial = { call: string; fault: string; count?: number; ms?: number; after?: boolean }

export type Fault = { fault: string; ms: number; after: boolean }

export type Faults = {
  dial(dial: FaultDial): void
  takeForCall(call: string): Fault | null
  takeForDelivery(kind: "hook" | "callback"): Fault | null
  /** How often one was taken since the last clearing; the journal tells of a call only when it is over. */
  taken(): number
  clear(): void
}

export const CALL_FAULTS = ["refuse", "hang", "slow", "status500", "html", "truncatedXml", "garbage"]
export const DELIVERY_FAULTS = ["lose", "duplicate", "forge", "reorder"]

export function createFaults(): Faults {
  let taken = 0
  let dials: { call: string; left: number; fault: Fault }[] = []

  function take(names: readonly string[]) {
    const dial = dials.find((candidate) => names.includes(candidate.call))
    if (!dial) return null
    dial.left -= 1
    taken += 1
    if (dial.left <= 0) dials = dials.filter((candidate) => candidate !== dial)
    return dial.fault
  }

  return {
    dial({ call, fault, count = 1, ms = 1000, after = false }) {
      const known =
        CALL_FAULTS.includes(fault) || DELIVERY_FAULTS.includes(fault) || fault.startsWith("failed:")
      if (!known) throw new Error(`unknown fault ${fault}`)
      if (count > 0) dials.push({ call, left: count, fault: { fault, ms, after } })
    },
    takeForCall: (call) => take([call, "*"]),
    takeForDelivery: (kind) => take([kind, "delivery"]),
    taken: () => taken,
    clear() {
      dials = []
      taken = 0
    },
  }
}

/** Plays a fault instead of, or after, the real work; null means the connection was destroyed. */
export async function playFault(
  fault: Fault,
  response: ServerResponse,
  work: () => Promise<Answer>,
): Promise<Answer | null> {
  if (fault.fault === "slow") {
    await sleep(fault.ms, undefined, { ref: false })
    return work()
  }
  const needsWork = fault.after || fault.fault === "truncatedXml"
  const answer = needsWork ? await work() : failed("internalError", "")
  if (fault.fault.startsWith("failed:")) {
    const key = fault.fault.slice("failed:".length)
    return failed(key, `The stand-in was told to fail with ${key}.`)
  }
  switch (fault.fault) {
    case "hang":
      await sleep(fault.ms, undefined, { ref: false })
      response.socket?.destroy()
      return null
    case "status500":
      return htmlAnswer(500, "HTTP Status 500 – Internal Server Error")
    case "html":
      return htmlAnswer(200, "502 Bad Gateway", "nginx")
    case "truncatedXml":
      return { ...answer, body: answer.body.toString().slice(0, Math.floor(answer.body.length * 0.6)) }
    case "garbage":
      return { ...answer, status: 200, body: "\u0000\ufffd<<response>&&&</nope" }
    default:
      response.socket?.destroy()
      return null
  }
}
