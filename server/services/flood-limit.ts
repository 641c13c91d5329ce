import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible"
import { AppError } from "../errors.ts"

export type FloodRate = { points: number; windowSeconds: number }

/** Refuses who does `what` too often, and says when to try again. */
export function floodLimit({ points, windowSeconds }: FloodRate, what: string) {
  const limiter = new RateLimiterMemory({ points, duration: windowSeconds })

  return async (userId: string) => {
    try {
      await limiter.consume(userId)
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error
      const seconds = String(Math.ceil(error.msBeforeNext / 1000))
      throw new AppError("too_many_requests", `too many ${what}`, { fields: { retryAfterSeconds: seconds } })
    }
  }
}
