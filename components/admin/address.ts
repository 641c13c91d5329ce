import { isDay } from "#server/domain/local-time.ts"

export type Address = Record<string, string | string[] | undefined>

const QUERY_MAX_LENGTH = 100
const ID = /^[\w-]{1,64}$/

// What makes no sense in an address counts as not said.

export function queryIn(value: Address[string]) {
  return typeof value === "string" ? value.trim().slice(0, QUERY_MAX_LENGTH) : ""
}

export function pageIn(value: Address[string]) {
  const number = Number(value)
  return Number.isSafeInteger(number) && number > 0 ? number : 1
}

export function idIn(value: Address[string]) {
  return typeof value === "string" && ID.test(value) ? value : undefined
}

export function dayIn(value: Address[string]) {
  return typeof value === "string" && isDay(value) ? value : undefined
}

/** Always from the first page. */
export function pathOf(path: string, said: Record<string, string | undefined>) {
  const params = new URLSearchParams()
  for (const [name, value] of Object.entries(said)) if (value) params.set(name, value)
  return params.size === 0 ? path : `${path}?${params}`
}
