import { pino } from "pino"

export type Log = ReturnType<typeof createLog>

/** One JSON line per entry. Secrets, stream keys, join addresses and chat text are cut here, not at call sites. */
export function createLog(level: string) {
  const names = [
    "token",
    "secret",
    "password",
    "key",
    "streamKey",
    "rtmpUrl",
    "joinUrl",
    "text",
    "authorization",
  ]
  return pino({
    level,
    base: undefined,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: { paths: names.flatMap((name) => [name, `*.${name}`]), censor: "[cut]" },
  })
}
