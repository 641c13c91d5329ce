/** json.dumps with Python's defaults: spaces after the separators, ASCII only. */
export function pythonJson(value: unknown): string {
  return dump(value).replace(
    /[\u007f-\uffff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  )
}

function dump(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(dump).join(", ")}]`
  if (value !== null && typeof value === "object") {
    const members = Object.entries(value).map(([key, member]) => `${JSON.stringify(key)}: ${dump(member)}`)
    return `{${members.join(", ")}}`
  }
  return JSON.stringify(value ?? null)
}
