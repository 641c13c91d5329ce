export type RealtimeLimits = {
  connectionsMax: number
  /** Generous: a whole campus, or a proxy that doesn't name its clients, may stand behind one address. */
  connectionsPerAddressMax: number
  subscriptionsPerConnectionMax: number
  presenceMembersMax: number
  framePayloadMaxBytes: number
  framesPerSecond: number
  framesBurst: number
  clientEventsPerSecond: number
  /** A socket with more than this waiting is too slow to serve, and is cut. */
  bufferedMaxBytes: number
  requestBodyMaxBytes: number
  /** Below the 60 s after which common proxies cut a silent connection. */
  activityTimeoutMs: number
  pongTimeoutMs: number
  cacheTtlMs: number
  closeGraceMs: number
}

export const DEFAULT_LIMITS: RealtimeLimits = {
  connectionsMax: 20_000,
  connectionsPerAddressMax: 10_000,
  subscriptionsPerConnectionMax: 100,
  presenceMembersMax: 1_000,
  framePayloadMaxBytes: 32 * 1024,
  framesPerSecond: 30,
  framesBurst: 200,
  clientEventsPerSecond: 10,
  bufferedMaxBytes: 1024 * 1024,
  requestBodyMaxBytes: 256 * 1024,
  activityTimeoutMs: 30_000,
  pongTimeoutMs: 15_000,
  cacheTtlMs: 30 * 60_000,
  closeGraceMs: 2_000,
}

export type Allowance = { take(): boolean }

/** A token bucket: `perSecond` on average, `burst` at once. */
export function createAllowance(perSecond: number, burst: number): Allowance {
  let tokens = burst
  let filledAt = performance.now()
  return {
    take() {
      const now = performance.now()
      tokens = Math.min(burst, tokens + ((now - filledAt) / 1000) * perSecond)
      filledAt = now
      if (tokens < 1) return false
      tokens -= 1
      return true
    },
  }
}
