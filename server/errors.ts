import type { DirectEventForm, Taken } from "./domain/direct-event.ts"
import type { EventForm } from "./domain/event-form.ts"
import type { Slot } from "./domain/free-slots.ts"
import type { BroadcasterForm, GatewayForm } from "./domain/gateway.ts"
import type { WebinarForm } from "./domain/webinar.ts"
import { withoutValues } from "./failed-statement.ts"

export type ErrorCode =
  | "unauthenticated"
  | "forbidden"
  | "not_found"
  | "conflict"
  | "invalid"
  | "too_many_requests"
  | "chat_closed"
  | "chat_paused"
  | "chat_muted"
  | "chat_banned"
  | "slow_mode"
  | "link_refused"
  | "alias_off"
  | "no_gateway"
  | "not_a_webinar"
  | "feature_off"
  | "upstream"
  | "internal"

// The server and Next's pages are bundled apart but share one process and its clients: an error of one bundle must be
// recognised in the other, so identity goes by a registered symbol, not by the class object.
const APP_ERROR = Symbol.for("amphi.AppError")
const NO_GATEWAY_ERROR = Symbol.for("amphi.NoGatewayError")
const STRANDED_ERROR = Symbol.for("amphi.StrandedError")
const EDITED_ERROR = Symbol.for("amphi.EditedError")
const TAKEN_ERROR = Symbol.for("amphi.TakenError")
const UPSTREAM_ERROR = Symbol.for("amphi.UpstreamError")

function isBranded(value: unknown, brand: symbol) {
  return typeof value === "object" && value !== null && brand in value
}

/** People see the translation of `code`; `message` is English, for the log. */
export class AppError extends Error {
  readonly [APP_ERROR] = true

  static override [Symbol.hasInstance](value: unknown) {
    return isBranded(value, APP_ERROR)
  }

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
  readonly [NO_GATEWAY_ERROR] = true

  static override [Symbol.hasInstance](value: unknown) {
    return isBranded(value, NO_GATEWAY_ERROR)
  }

  readonly slots: Slot[]

  constructor(slots: Slot[]) {
    super("no_gateway", "no live gateway is free then")
    this.slots = slots
  }
}

/** A gateway can't leave service: no other is free for these. */
export class StrandedError extends AppError {
  readonly [STRANDED_ERROR] = true

  static override [Symbol.hasInstance](value: unknown) {
    return isBranded(value, STRANDED_ERROR)
  }

  readonly stranded: { title: string; from: Date; to: Date }[]

  constructor(stranded: StrandedError["stranded"]) {
    super("conflict", `no other live gateway is free for ${stranded.length} of its webinars`, {
      fields: { enabled: "stranded" },
    })
    this.stranded = stranded
  }
}

/** An event's broadcaster is taken at its time. */
export class TakenError extends AppError {
  readonly [TAKEN_ERROR] = true

  static override [Symbol.hasInstance](value: unknown) {
    return isBranded(value, TAKEN_ERROR)
  }

  readonly taken: Taken

  constructor(taken: Taken) {
    const titles = taken.inTheWay.map(({ title }) => title).join(", ")
    super("conflict", `the broadcaster is taken by ${titles}`, { fields: { startDate: "broadcasterTaken" } })
    this.taken = taken
  }
}

/** The forms of which two people may change the same. */
export type EditedForm = WebinarForm | EventForm | DirectEventForm | GatewayForm | BroadcasterForm

/** Somebody else has changed the same fields since the form was filled. */
export class EditedError extends AppError {
  readonly [EDITED_ERROR] = true

  static override [Symbol.hasInstance](value: unknown) {
    return isBranded(value, EDITED_ERROR)
  }

  /** With what the form would be filled now. */
  readonly stored: EditedForm

  constructor(fields: readonly string[], stored: EditedForm) {
    super("conflict", `changed by somebody else meanwhile: ${fields.join(", ")}`, {
      fields: Object.fromEntries(fields.map((field) => [field, "changedMeanwhile"])),
    })
    this.stored = stored
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
  readonly [UPSTREAM_ERROR] = true

  static override [Symbol.hasInstance](value: unknown) {
    return isBranded(value, UPSTREAM_ERROR)
  }

  readonly service: UpstreamService
  readonly reason: UpstreamReason
  readonly retryable: boolean
  readonly code: string | null
  /** What was asked isn't under way over there: it came to its end, or never arrived. */
  readonly settled: boolean

  constructor(
    service: UpstreamService,
    reason: UpstreamReason,
    message: string,
    options: { retryable?: boolean; cause?: unknown; code?: string; settled?: boolean } = {},
  ) {
    super(message, { cause: options.cause })
    this.name = "UpstreamError"
    this.service = service
    this.reason = reason
    this.retryable =
      options.retryable ?? (reason === "unreachable" || reason === "timeout" || reason === "busy")
    this.code = options.code ?? null
    this.settled = options.settled ?? false
  }
}

export function messageOf(error: unknown) {
  return error instanceof Error ? withoutValues(error.message, error) : String(error)
}
