// Long lists in pieces, so that what somebody downloads is never in memory as a whole.

/** Each piece is read after the last row of the one before; an empty one is the end. */
export async function* inPieces<Row>(read: (last: Row | null) => Promise<Row[]>): AsyncGenerator<Row[]> {
  let last: Row | null = null
  for (;;) {
    const rows: Row[] = await read(last)
    const end = rows.at(-1)
    if (end === undefined) return
    yield rows
    last = end
  }
}

/** The members of a JSON array, one a line. */
export async function* jsonMembers<Row>(pieces: AsyncIterable<Row[]>, view: (row: Row) => unknown) {
  let isFirst = true
  for await (const rows of pieces) {
    const lines = rows.map((row) => JSON.stringify(view(row)))
    yield `${isFirst ? "" : ","}\n${lines.join(",\n")}`
    isFirst = false
  }
}
