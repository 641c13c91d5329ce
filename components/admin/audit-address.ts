import { type AuditFilter, THING_KINDS } from "#server/domain/audit.ts"

type Address = Record<string, string | string[] | undefined>

const QUERY_MAX_LENGTH = 100
const ID = /^[\w-]{1,64}$/

/** What the address asks for; whatever makes no sense in it counts as not said. */
export function readAuditAddress({ q, by, thing, id, from, to, page }: Address) {
  const kind = THING_KINDS.find((value) => value === thing)
  const number = Number(page)
  const filter: AuditFilter = {
    query: typeof q === "string" ? q.trim().slice(0, QUERY_MAX_LENGTH) : "",
    actorId: idIn(by),
    thing: kind && { kind, id: idIn(id) },
    from: dayIn(from),
    to: dayIn(to),
  }
  return { filter, page: Number.isSafeInteger(number) && number > 0 ? number : 1 }
}

/** Always from the first page. */
export function auditPath({ query, actorId, thing, from, to }: AuditFilter, path = "/admin/audit") {
  const said = { q: query, by: actorId, thing: thing?.kind, id: thing?.id, from, to }
  const params = new URLSearchParams()
  for (const [name, value] of Object.entries(said)) if (value) params.set(name, value)
  return params.size === 0 ? path : `${path}?${params}`
}

function idIn(value: Address[string]) {
  return typeof value === "string" && ID.test(value) ? value : undefined
}

function dayIn(value: Address[string]) {
  if (typeof value !== "string" || !/^\d{4}-\d\d-\d\d$/.test(value)) return undefined
  const date = new Date(`${value}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(value) ? value : undefined
}
