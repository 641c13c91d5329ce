import { type DestinationStream, pino, stdSerializers } from "pino"
import { UpstreamError } from "./errors.ts"

export type Log = ReturnType<typeof createLog>

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
  const options = {
    level,
    base: undefined,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { err: describeError },
    redact: { paths: names.flatMap((name) => [name, `*.${name}`]), censor: "[cut]" },
  }
  return pino(options, destination)
}

/** An outside system's failure is told in one sentence; our own needs its stack. */
function describeError(error: unknown) {
  if (!(error instanceof UpstreamError))
    return error instanceof Error ? stdSerializers.err(error) : String(error)
  const { service, reason, code, message } = error
  return { service, reason, code, message }
}
