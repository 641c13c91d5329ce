import { AUDIT_COLUMNS, type AuditFilter, THING_KINDS } from "#server/domain/audit.ts"
import { orderWord, readOrder } from "#server/domain/table-order.ts"
import { type Address, dayIn, idIn, pageIn, pathOf, queryIn } from "./address.ts"

export function readAuditAddress({ q, by, thing, id, from, to, sort, page }: Address) {
  const kind = THING_KINDS.find((value) => value === thing)
  const filter: AuditFilter = {
    query: queryIn(q),
    actorId: idIn(by),
    thing: kind && { kind, id: idIn(id) },
    from: dayIn(from),
    to: dayIn(to),
    order: readOrder(sort, AUDIT_COLUMNS),
  }
  return { filter, page: pageIn(page) }
}

export function auditPath({ query, actorId, thing, from, to, order }: AuditFilter, path = "/admin/audit") {
  const sort = orderWord(order)
  return pathOf(path, { q: query, by: actorId, thing: thing?.kind, id: thing?.id, from, to, sort })
}
