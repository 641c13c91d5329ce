import {
  EVENT_COLUMNS,
  EVENT_FILTERS,
  type EventColumn,
  type EventFilter,
} from "#server/domain/event-form.ts"
import { type Order, orderWord, readOrder } from "#server/domain/table-order.ts"
import { type Address, pageIn, pathOf, queryIn } from "./address.ts"

export function readEventsAddress({ q, show, sort, page }: Address) {
  return {
    query: queryIn(q),
    filter: EVENT_FILTERS.find((value) => value === show) ?? "all",
    order: readOrder(sort, EVENT_COLUMNS),
    page: pageIn(page),
  }
}

export function eventsPath(filter: EventFilter, query: string, order?: Order<EventColumn>) {
  return pathOf("/admin/events", {
    show: filter === "all" ? undefined : filter,
    q: query,
    sort: orderWord(order),
  })
}
