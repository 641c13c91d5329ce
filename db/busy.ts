// Another process holds the write lock: wait a little and try the whole thing again.
const BUDGET_MS = 15_000
const BACK_OFF_BASE_MS = 5
const BACK_OFF_MAX_MS = 200

/** By code, never by text: drivers word it differently, and drizzle wraps it. */
export function isBusy(error: unknown) {
  const code = errorCode(error) ?? (error instanceof Error ? errorCode(error.cause) : undefined)
  return code?.startsWith("SQLITE_BUSY") ?? false
}

function errorCode(error: unknown) {
  if (typeof error !== "object" || error === null || !("code" in error)) return undefined
  return typeof error.code === "string" ? error.code : undefined
}

export async function retryBusy<T>(run: () => Promise<T>, onBusy: () => void = () => undefined): Promise<T> {
  const giveUpAt = Date.now() + BUDGET_MS
  for (let attempt = 0; ; attempt++) {
    try {
      return await run()
    } catch (error) {
      if (!isBusy(error)) throw error
      onBusy()
      if (Date.now() > giveUpAt) throw error
      const backOffMs = Math.min(BACK_OFF_MAX_MS, BACK_OFF_BASE_MS * 2 ** Math.min(attempt, 5))
      await new Promise((resolve) => setTimeout(resolve, backOffMs * (0.5 + Math.random())))
    }
  }
}
