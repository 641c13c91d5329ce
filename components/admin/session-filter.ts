export const SESSION_FILTERS = ["all", "open", "failed"] as const
export type SessionFilter = (typeof SESSION_FILTERS)[number]

type Address = Record<string, string | string[] | undefined>

const QUERY_MAX_LENGTH = 100

/** What the address asks for; whatever makes no sense in it counts as not said. */
export function readSessionsAddress({ q, state, page }: Address) {
  const number = Number(page)
  return {
    query: typeof q === "string" ? q.trim().slice(0, QUERY_MAX_LENGTH) : "",
    filter: SESSION_FILTERS.find((value) => value === state) ?? "all",
    page: Number.isSafeInteger(number) && number > 0 ? number : 1,
  }
}

/** A filter begins at its first page and keeps the search. */
export function sessionsPath(filter: SessionFilter, query: string) {
  const params = new URLSearchParams()
  if (filter !== "all") params.set("state", filter)
  if (query) params.set("q", query)
  return params.size === 0 ? "/admin/sessions" : `/admin/sessions?${params}`
}
