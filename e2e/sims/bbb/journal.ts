// What went in and out, for tests to assert on.

export type JournalEntry = {
  seq: number
  at: number
  /** api: a request we answered; hook, callback: a delivery we made. */
  kind: "api" | "page" | "hook" | "callback"
  method: string
  call: string
  url: string
  params: Record<string, string>
  body: string
  status: number
  /** SUCCESS, a messageKey, or what happened to a delivery. */
  outcome: string
  fault: string | null
  attempt: number
}

export type JournalFilter = { kind?: string; call?: string; meetingID?: string; since?: number }

export type Journal = {
  add(entry: Omit<JournalEntry, "seq" | "at">): void
  list(filter?: JournalFilter): JournalEntry[]
  clear(): void
}

const KEPT = 5000

export function createJournal(now: () => number): Journal {
  let entries: JournalEntry[] = []
  let seq = 0
  return {
    add(entry) {
      seq += 1
      entries.push({ seq, at: now(), ...entry })
      if (entries.length > KEPT) entries = entries.slice(-KEPT)
    },
    list: (filter = {}) => entries.filter((entry) => matches(entry, filter)),
    clear() {
      entries = []
    },
  }
}

function matches(entry: JournalEntry, filter: JournalFilter) {
  return (
    (filter.kind === undefined || entry.kind === filter.kind) &&
    (filter.call === undefined || entry.call === filter.call) &&
    (filter.meetingID === undefined || entry.params.meetingID === filter.meetingID) &&
    (filter.since === undefined || entry.seq > filter.since)
  )
}
