/** How many rows a list begins with, and how many more come at a time. */
export const STEP = 50

/** The first rows, and one's own wherever they stand. */
export function capped<Row>(rows: readonly Row[], count: number, isMine: (row: Row) => boolean) {
  const shown = rows.filter((row, index) => index < count || isMine(row))
  return { shown, more: rows.length - shown.length }
}
