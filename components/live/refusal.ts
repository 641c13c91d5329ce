import { TRPCClientError } from "@trpc/client"

/** The server's own word for its refusal; null when no answer came. */
export function refusalOf(error: unknown) {
  if (!(error instanceof TRPCClientError)) return null
  const data: unknown = error.data
  if (typeof data !== "object" || data === null || !("appCode" in data)) return null
  return typeof data.appCode === "string" ? data.appCode : null
}
