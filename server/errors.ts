import type { Slot } from "./domain/free-slots.ts"

export type ErrorCode =
  | "unauthenticated"
  | "forbidden"
  | "not_found"
  | "conflict"
  | "invalid"
  | "too_many_requests"
  | "chat_closed"
  | "no_gateway"
  | "not_a_webinar"
  | "feature_off"
  | "upstream"
  | "internal"

/** People see the translation of `code`; `message` is English, for the log. */
export class AppError extends Error {
  readonly code: ErrorCode
  readonly fields: Record<string, string>

  constructor(
    code: ErrorCode,
    message: string,
    options: { cause?: unknown; fields?: Record<string, string> } = {},
  ) {
    super(message, { cause: options.cause })
    this.name = "AppError"
    this.code = code
    this.fields = options.fields ?? {}
  }
}

/** No gateway is free at the wished time; `slots` are the nearest times at which one is. */
export class NoGatewayError extends AppError {
  readonly slots: Slot[]

  constructor(slots: Slot[]) {
    super("no_gateway", "no live gateway is free then")
    this.slots = slots
  }
}

/** A gateway can't leave service: no other is free for these. */
export class StrandedError extends AppError {
  readonly stranded: { title: string; from: Date; to: Date }[]

  constructor(stranded: StrandedError["stranded"]) {
    super("conflict", `no other live gateway is free for ${stranded.length} of its webinars`, {
      fields: { enabled: "stranded" },
    })
    this.stranded = stranded
  }
}

export type UpstreamService = "bbb" | "sipmediagw" | "media" | "realtime" | "mail"
export type UpstreamReason =
  | "unreachable"
  | "timeout"
  | "tls"
  | "unauthorized"
  | "refused"
  | "busy"
  | "not_found"
  | "bad_answer"
  | "failed"

/** A failure of an outside system in our words. `code` is the vendor's own key, for the log only. */
export class UpstreamError extends Error {
  readonly service: UpstreamService
  readonly reason: UpstreamReason
  readonly retryable: boolean
  readonly code: string | null

  constructor(
    service: UpstreamService,
    reason: UpstreamReason,
    message: string,
    options: { retryable?: boolean; cause?: unknown; code?: string } = {},
  ) {
    super(message, { cause: options.cause })
    this.name = "UpstreamError"
    this.service = service
    this.reason = reason
    this.retryable =
      options.retryable ?? (reason === "unreachable" || reason === "timeout" || reason === "busy")
    this.code = options.code ?? null
  }
}

export function messageOf(error: unknown) {
  return error instanceof Error ? error.message : String(error)
}
