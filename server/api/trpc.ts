import { initTRPC, TRPCError } from "@trpc/server"
import superjson from "superjson"
import type { Deps } from "../deps.ts"
import type { Actor } from "../domain/policy.ts"
import { AppError, type ErrorCode, UpstreamError } from "../errors.ts"

export type Context = { deps: Deps; actor: Actor }

const HTTP_CODES = {
  unauthenticated: "UNAUTHORIZED",
  forbidden: "FORBIDDEN",
  not_found: "NOT_FOUND",
  conflict: "CONFLICT",
  invalid: "BAD_REQUEST",
  too_many_requests: "TOO_MANY_REQUESTS",
  chat_closed: "PRECONDITION_FAILED",
  chat_paused: "PRECONDITION_FAILED",
  chat_muted: "FORBIDDEN",
  chat_banned: "FORBIDDEN",
  slow_mode: "TOO_MANY_REQUESTS",
  link_refused: "UNPROCESSABLE_CONTENT",
  alias_off: "PRECONDITION_FAILED",
  no_gateway: "CONFLICT",
  not_a_webinar: "PRECONDITION_FAILED",
  feature_off: "FORBIDDEN",
  upstream: "BAD_GATEWAY",
  internal: "INTERNAL_SERVER_ERROR",
} as const satisfies Record<ErrorCode, TRPCError["code"]>

const t = initTRPC.context<Context>().create({
  transformer: superjson,
  errorFormatter({ shape, error }) {
    const cause = error.cause instanceof AppError ? error.cause : null
    const appCode: ErrorCode = cause?.code ?? (error.code === "BAD_REQUEST" ? "invalid" : "internal")
    // People see the translation of the code; what went wrong inside stays in the log.
    return {
      code: shape.code,
      message: appCode,
      data: {
        code: error.code,
        httpStatus: shape.data.httpStatus,
        appCode,
        fields: cause?.fields ?? {},
      },
    }
  },
})

/** The one place where errors of services become answers. */
const withErrors = t.middleware(async ({ ctx, path, next }) => {
  const result = await next()
  if (result.ok) return result
  const cause = result.error.cause
  if (cause instanceof AppError)
    throw new TRPCError({ code: HTTP_CODES[cause.code], message: cause.message, cause })
  if (cause instanceof UpstreamError) {
    ctx.deps.log.warn({ err: cause, path }, "outside system failed")
    const wrapped = new AppError("upstream", cause.message, { cause, fields: { service: cause.service } })
    throw new TRPCError({ code: "BAD_GATEWAY", message: cause.message, cause: wrapped })
  }
  if (result.error.code === "INTERNAL_SERVER_ERROR")
    ctx.deps.log.error({ err: result.error, path }, "request failed")
  return result
})

export const router = t.router
export const procedure = t.procedure.use(withErrors)
