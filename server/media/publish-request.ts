import type { AmfObject } from "./amf0.ts"

export type PublishTarget = { name: string; key: string | null; run: string | null }

const NAME = /^[a-z0-9][a-z0-9-]{0,63}$/
const VALUE_MAX = 512

export function isStreamName(name: string): boolean {
  return NAME.test(name)
}

/** The application part of a connect command, without its query. */
export function applicationOf(connect: AmfObject): string {
  return pathOf(text(connect.app)).replace(/\/+$/, "")
}

/**
 * Encoders put `?key=…&run=…` behind the stream name, the application or the server URL. The first occurrence of a
 * key wins, so that nothing appended later can override it.
 */
export function publishTarget(connect: AmfObject, publishName: string): PublishTarget | null {
  const name = pathOf(publishName)
  if (!isStreamName(name)) return null
  const queries = [publishName, text(connect.app), text(connect.tcUrl)].map(queryOf)
  const parameters = new URLSearchParams(queries.filter(Boolean).join("&"))
  return { name, key: parameter(parameters, "key"), run: parameter(parameters, "run") }
}

function parameter(parameters: URLSearchParams, key: string): string | null {
  const value = parameters.get(key)
  return value === null || value === "" || value.length > VALUE_MAX ? null : value
}

function text(value: AmfObject[string] | undefined): string {
  return typeof value === "string" ? value : ""
}

function pathOf(value: string): string {
  return value.split("?", 1)[0] ?? ""
}

function queryOf(value: string): string {
  const at = value.indexOf("?")
  return at < 0 ? "" : value.slice(at + 1).replaceAll("?", "&")
}
