/** By which of its columns a table's rows are ordered by the server. */
export type Order<Column extends string> = { column: Column; desc: boolean }

/** `-started`: the other way round. A column that isn't one of these counts as not said. */
export function readOrder<Column extends string>(
  value: unknown,
  columns: readonly Column[],
): Order<Column> | undefined {
  if (typeof value !== "string") return undefined
  const column = columns.find((each) => each === value.replace(/^-/, ""))
  return column && { column, desc: value.startsWith("-") }
}

export function orderWord(order: Order<string> | undefined) {
  return order ? `${order.desc ? "-" : ""}${order.column}` : ""
}
