import { TRPCClientError } from "@trpc/client"

/** What is accepted once enough time has passed, without anybody's doing. */
const PASSING_CODES = ["too_many_requests", "slow_mode"]

/** The server's own word for its refusal; null when no answer came. */
export function refusalOf(error: unknown) {
  return refusalWith(error).code
}

const SENT_AWAY: readonly (string | null)[] = ["unauthenticated", "forbidden", "not_found"]

/** By who they are, or are no more; and not by a limit or an outage. */
export function isSentAway(error: unknown) {
  return SENT_AWAY.includes(refusalOf(error))
}

/** In milliseconds; null: time alone doesn't make it acceptable. */
export function waitMsOf(error: unknown): number | null {
  const { code, fields } = refusalWith(error)
  const seconds = Number(fields.retryAfterSeconds)
  return code !== null && PASSING_CODES.includes(code) && seconds > 0 ? seconds * 1_000 : null
}

/** With the fields that the refusal names, and the message key of each. */
export function refusalWith(error: unknown): { code: string | null; fields: Record<string, string> } {
  const data: unknown = error instanceof TRPCClientError ? error.data : null
  if (typeof data !== "object" || data === null || !("appCode" in data)) return { code: null, fields: {} }
  const code = typeof data.appCode === "string" ? data.appCode : null
  return { code, fields: "fields" in data ? textsIn(data.fields) : {} }
}

function textsIn(fields: unknown): Record<string, string> {
  if (typeof fields !== "object" || fields === null) return {}
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => typeof value === "string"))
}
