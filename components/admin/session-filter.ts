import { SESSION_COLUMNS, SESSION_STATES, type SessionFilter } from "#server/domain/session-filter.ts"
import { orderWord, readOrder } from "#server/domain/table-order.ts"
import { type Address, dayIn, idIn, pageIn, pathOf, queryIn } from "./address.ts"

export function readSessionsAddress({ q, state, gateway, from, to, sort, page }: Address) {
  const filter: SessionFilter = {
    query: queryIn(q),
    state: SESSION_STATES.find((value) => value === state) ?? "all",
    gatewayId: idIn(gateway),
    from: dayIn(from),
    to: dayIn(to),
    order: readOrder(sort, SESSION_COLUMNS),
  }
  return { filter, page: pageIn(page) }
}

export function sessionsPath({ query, state, gatewayId, from, to, order }: SessionFilter) {
  return pathOf("/admin/sessions", {
    state: state === "all" ? undefined : state,
    q: query,
    gateway: gatewayId,
    from,
    to,
    sort: orderWord(order),
  })
}
