// What the 1.8+ proxy keeps of each gateway in redis: one line, cut at every bar, whatever a room's name holds.

export type Field = "ip" | "state" | "type" | "room" | "start" | "duration" | "transcript" | "browsing"

const ORDER: Field[] = ["ip", "state", "type", "room", "start", "duration", "transcript", "browsing"]

export function createProxyBooks(hasBrowsing: boolean) {
  const lines = new Map<string, string>()
  const fields = hasBrowsing ? ORDER : ORDER.slice(0, -1)

  function read(gwId: string, field: Field) {
    return lines.get(gwId)?.split("|")[ORDER.indexOf(field)] ?? null
  }

  return {
    has: (gwId: string) => lines.has(gwId),
    ids: () => [...lines.keys()],
    read,
    /** started is free; the first one found is taken. */
    firstFree: () => [...lines.keys()].find((gwId) => read(gwId, "state") === "started") ?? null,
    ofRoom: (room: string) => [...lines.keys()].find((gwId) => read(gwId, "room") === room) ?? null,
    enter(gwId: string, values: Record<Field, string>) {
      lines.set(gwId, fields.map((field) => values[field]).join("|"))
    },
    change(gwId: string, values: Partial<Record<Field, string>>) {
      const parts = lines.get(gwId)?.split("|")
      if (!parts) return
      for (const field of fields) parts[ORDER.indexOf(field)] = values[field] ?? read(gwId, field) ?? ""
      lines.set(gwId, parts.join("|"))
    },
    remove: (gwId: string) => lines.delete(gwId),
    clear: () => lines.clear(),
  }
}
