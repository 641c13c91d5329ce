// Next and its packages write to the console. Each call becomes one line of our log, so that a file of it can be read by
// programs, and an error in it is told as carefully as our own.
import { formatWithOptions, stripVTControlCharacters } from "node:util"
import { errorsIn, withoutValues } from "./failed-statement.ts"
import type { Log } from "./log.ts"

const LEVELS = { error: "error", warn: "warn", info: "info", log: "info", debug: "debug" } as const
type Target = Record<keyof typeof LEVELS, (...said: unknown[]) => void>

export function logConsole(log: Log, target: Target = console) {
  for (const name of ["error", "warn", "info", "log", "debug"] as const)
    target[name] = (...said) => {
      const errors = said.flatMap((each) => errorsBeside(each))
      const [err] = errors
      // An error is told by its message here: its own fields may hold anything.
      const words = said.map((each) => (each instanceof Error ? each.message : each))
      const text = stripVTControlCharacters(formatWithOptions({ depth: 0 }, ...words)).trim()
      const clean = errors.reduce<string>(withoutValues, text)
      log[LEVELS[name]](err ? { err } : {}, `pages: ${clean}`)
    }
}

function errorsBeside(said: unknown): Error[] {
  if (said instanceof Error) return errorsIn(said)
  return typeof said === "object" && said !== null
    ? Object.values(said).flatMap((each) => errorsIn(each))
    : []
}
