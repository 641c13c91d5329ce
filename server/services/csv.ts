/** RFC 4180; what a spreadsheet would run as a formula is made text by an apostrophe (OWASP: CSV injection). */
export function csvLine(cells: readonly (string | number)[]) {
  return `${cells.map(cell).join(",")}\r\n`
}

// At the beginning of a cell, and where a spreadsheet that ends cells elsewhere than at commas (French: semicolons) and
// therefore doesn't see our quotes would begin a new one.
const FORMULA = /^(?=[\t\r\n])|(?:^|[;\t\r\n])(?=[\s"]*[=+\-@＝＋－＠])/g

function cell(value: string | number) {
  if (typeof value === "number") return String(value)
  return `"${value.replace(FORMULA, "$&'").replaceAll('"', '""')}"`
}
