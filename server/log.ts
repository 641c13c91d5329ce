import { createHash } from "node:crypto"
import { type DestinationStream, pino } from "pino"
import { messageOf, UpstreamError } from "./errors.ts"
import { errorsIn, withoutValues } from "./failed-statement.ts"

export type Log = ReturnType<typeof createLog>

/** Each opens something by itself, and is needed to tell one run from another: the log has a mark in its place. */
const KEY_NAMES = ["run", "room", "roomKey", "joinKey", "callbackKey"]

/** One JSON line per entry. Secrets, stream keys, join addresses and chat text are cut here, not at call sites. */
export function createLog(level: string, destination: DestinationStream = pino.destination(1)) {
  const names = [
    "token",
    "secret",
    "password",
    "key",
    "streamKey",
    "playKey",
    "streamUrl",
    "rtmpUrl",
    "joinUrl",
    "text",
    "authorization",
  ]
  const marked = Object.fromEntries(KEY_NAMES.map((name) => [name, markOf]))
  const options = {
    level,
    base: undefined,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { err: describeError, ...marked },
    redact: { paths: names.flatMap((name) => [name, `*.${name}`]), censor: "[cut]" },
  }
  return pino(options, destination)
}

/** An outside system's failure is told in one sentence; our own needs its stack. */
function describeError(error: unknown) {
  if (!(error instanceof Error)) return String(error)
  if (error instanceof UpstreamError) {
    const { service, reason, code } = error
    return { service, reason, code, message: messageOf(error) }
  }
  const told = errorsIn(error)
  const stacks = told.map(({ stack, message }) => withoutValues(stack ?? message, error))
  return {
    type: error.name,
    message: [...new Set(told.map(messageOf))].join(": "),
    ...("code" in error ? { code: error.code } : {}),
    stack: stacks.join("\ncaused by: "),
  }
}

/** The same key has the same mark in every process's log, and nobody comes from the mark to the key. */
function markOf(key: unknown) {
  return typeof key === "string" ? `#${createHash("sha256").update(key).digest("hex").slice(0, 8)}` : null
}
