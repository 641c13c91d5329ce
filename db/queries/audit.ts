import { and, count, desc, eq, gte, like, lt, or, type SQL, sql } from "drizzle-orm"
import type { AuditColumn } from "#server/domain/audit.ts"
import type { Order } from "#server/domain/table-order.ts"
import type { Reader, Tx } from "../client.ts"
import { audit } from "../schema.ts"
import { ordered } from "./table-order.ts"

export type AuditRow = typeof audit.$inferSelect

export type AuditCondition = {
  query: string
  actorId?: string | undefined
  thingKind?: string | undefined
  thingId?: string | undefined
  from?: Date | undefined
  until?: Date | undefined
}

const COLUMNS = {
  at: audit.at,
  who: sql`lower(${audit.actorName})`,
  what: audit.action,
  thing: sql`lower(${audit.thingName})`,
}

export async function insertAudit(tx: Tx, row: typeof audit.$inferInsert) {
  await tx.insert(audit).values(row)
}

/** Without a wish the newest first. */
export async function listAuditRows(
  reader: Reader,
  condition: AuditCondition,
  { offset, limit, order }: { offset: number; limit: number; order: Order<AuditColumn> | undefined },
) {
  const where = and(...conditionsOf(condition))
  const rows = await reader
    .select()
    .from(audit)
    .where(where)
    .orderBy(...ordered(order, COLUMNS, [desc(audit.id)]))
    .limit(limit)
    .offset(offset)
  const [total] = await reader.select({ count: count() }).from(audit).where(where)
  return { rows, total: total?.count ?? 0 }
}

/** In pieces, the newest first; what is written meanwhile doesn't shift them. */
export async function listAuditBefore(
  reader: Reader,
  condition: AuditCondition,
  { beforeId, limit }: { beforeId: number | null; limit: number },
) {
  const before = beforeId === null ? undefined : lt(audit.id, beforeId)
  return reader
    .select()
    .from(audit)
    .where(and(before, ...conditionsOf(condition)))
    .orderBy(desc(audit.id))
    .limit(limit)
}

function conditionsOf({ query, actorId, thingKind, thingId, from, until }: AuditCondition) {
  const conditions: (SQL | undefined)[] = []
  const pattern = `%${query.trim().replace(/[%_]/g, "")}%`
  if (query.trim())
    conditions.push(
      or(like(audit.thingName, pattern), like(audit.actorName, pattern), like(audit.action, pattern)),
    )
  if (actorId) conditions.push(eq(audit.actorId, actorId))
  if (thingKind) conditions.push(eq(audit.thingKind, thingKind))
  if (thingId) conditions.push(eq(audit.thingId, thingId))
  if (from) conditions.push(gte(audit.at, from))
  if (until) conditions.push(lt(audit.at, until))
  return conditions
}
