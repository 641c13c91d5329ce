import { EVENT_FILTERS, type EventFilter } from "#server/domain/event-form.ts"

type Address = Record<string, string | string[] | undefined>

const QUERY_MAX_LENGTH = 100

/** What the address asks for; whatever makes no sense in it counts as not said. */
export function readEventsAddress({ q, show, page }: Address) {
  const number = Number(page)
  return {
    query: typeof q === "string" ? q.trim().slice(0, QUERY_MAX_LENGTH) : "",
    filter: EVENT_FILTERS.find((value) => value === show) ?? "all",
    page: Number.isSafeInteger(number) && number > 0 ? number : 1,
  }
}

/** A filter begins at its first page and keeps the search. */
export function eventsPath(filter: EventFilter, query: string) {
  const params = new URLSearchParams()
  if (filter !== "all") params.set("show", filter)
  if (query) params.set("q", query)
  return params.size === 0 ? "/admin/events" : `/admin/events?${params}`
}
