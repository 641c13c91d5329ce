import { type AnyColumn, asc, desc, type SQL } from "drizzle-orm"
import type { Order } from "#server/domain/table-order.ts"

/** What is equal by the wished column, or all without a wish, is in the usual order. */
export function ordered<Column extends string>(
  order: Order<Column> | undefined,
  columns: Record<Column, AnyColumn | SQL>,
  usual: SQL[],
): SQL[] {
  if (!order) return usual
  const column = columns[order.column]
  return [order.desc ? desc(column) : asc(column), ...usual]
}
