// One HTTP request from the stand-in to the product, journalled.

import type { Journal } from "./journal.ts"

export type Outbound = {
  kind: "hook" | "callback"
  call: string
  method: "GET" | "POST"
  url: string
  headers?: Record<string, string>
  body?: string
  timeoutMs: number
  followRedirects: boolean
  attempt: number
  fault: string | null
}

/** The HTTP status, or 0 when there was no answer. */
export async function send(outbound: Outbound, journal: Journal, stop: AbortSignal): Promise<number> {
  const { status, outcome } = await attempt(outbound, stop)
  journal.add({
    kind: outbound.kind,
    method: outbound.method,
    call: outbound.call,
    url: outbound.url,
    params: {},
    body: outbound.body ?? "",
    status,
    outcome,
    fault: outbound.fault,
    attempt: outbound.attempt,
  })
  return status
}

async function attempt(
  { method, url, headers, body, timeoutMs, followRedirects }: Outbound,
  stop: AbortSignal,
) {
  try {
    const response = await fetch(url, {
      method,
      headers,
      body,
      redirect: followRedirects ? "follow" : "manual",
      signal: AbortSignal.any([AbortSignal.timeout(timeoutMs), stop]),
    })
    await response.arrayBuffer()
    return { status: response.status, outcome: response.ok ? "delivered" : "refused" }
  } catch (error) {
    return { status: 0, outcome: `unreachable: ${error instanceof Error ? error.message : String(error)}` }
  }
}
