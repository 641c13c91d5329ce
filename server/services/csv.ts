/** RFC 4180; a cell that a spreadsheet would run as a formula is made text by an apostrophe (OWASP: CSV injection). */
export function csvLine(cells: readonly string[]) {
  return `${cells.map(cell).join(",")}\r\n`
}

function cell(text: string) {
  const inert = /^\s*[=+\-@\t\r\n＝＋－＠]/.test(text) ? `'${text}` : text
  return `"${inert.replaceAll('"', '""')}"`
}
