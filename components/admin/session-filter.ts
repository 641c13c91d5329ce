export const SESSION_FILTERS = ["all", "open", "failed"] as const
export type SessionFilter = (typeof SESSION_FILTERS)[number]

/** A filter begins at its first page and keeps the search. */
export function sessionsPath(filter: SessionFilter, query: string) {
  const params = new URLSearchParams()
  if (filter !== "all") params.set("state", filter)
  if (query) params.set("q", query)
  return params.size === 0 ? "/admin/sessions" : `/admin/sessions?${params}`
}
