/** Drafts and unsent messages survive a reload of the tab; a browser that keeps nothing only loses that comfort. */
import { z } from "zod"
import type { OutboxStorage } from "./chat-session.ts"

const Stored = z.array(
  z.object({
    clientId: z.string(),
    text: z.string(),
    alias: z.string().nullable().default(null),
    at: z.coerce.date(),
    status: z.enum(["sending", "refused", "accepted", "held"]),
    reason: z.string().nullable(),
  }),
)

export function outboxStorage(eventId: string, myId: string | null): OutboxStorage {
  const key = `amphi:outbox:${eventId}:${myId ?? ""}`
  return {
    load() {
      const parsed = Stored.safeParse(parseJson(read(key)))
      return parsed.success ? parsed.data : []
    },
    save: (outbox) => write(key, outbox.length > 0 ? JSON.stringify(outbox) : ""),
  }
}

export function loadDraft(eventId: string) {
  return read(draftKey(eventId))
}

export function saveDraft(eventId: string, text: string) {
  write(draftKey(eventId), text)
}

/** Under the name or the pseudonym: what the writer last chose. */
export function loadChoice(eventId: string) {
  return read(choiceKey(eventId)) === "alias" ? "alias" : "name"
}

export function saveChoice(eventId: string, choice: "name" | "alias") {
  write(choiceKey(eventId), choice === "alias" ? choice : "")
}

function choiceKey(eventId: string) {
  return `amphi:as:${eventId}`
}

function draftKey(eventId: string) {
  return `amphi:draft:${eventId}`
}

function read(key: string) {
  try {
    return sessionStorage.getItem(key) ?? ""
  } catch {
    // Storage is switched off in this browser.
    return ""
  }
}

function write(key: string, value: string) {
  try {
    if (value) sessionStorage.setItem(key, value)
    else sessionStorage.removeItem(key)
  } catch {
    // Storage is switched off or full.
    return
  }
}

function parseJson(text: string): unknown {
  try {
    return text ? JSON.parse(text) : []
  } catch {
    return []
  }
}
