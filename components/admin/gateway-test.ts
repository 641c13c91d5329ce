import type { Dialect } from "#server/domain/gateway.ts"

export const TEST_FAILURES = ["unreachable", "timeout", "tls", "unauthorized", "bad_answer"] as const
export type TestFailure = (typeof TEST_FAILURES)[number]

/** What a gateway's server said when it was asked what it is; `refused` when it could not be asked. */
export type GatewayTest =
  | { outcome: "answered"; dialect: Dialect; version: string }
  | { outcome: "failed"; failure: TestFailure }
  | { outcome: "refused"; code: string }

export type TestAction = (gatewayId: string) => Promise<GatewayTest>
