/** Drafts and unsent messages survive a reload of the tab; a browser that keeps nothing only loses that comfort. */
import { z } from "zod"
import type { OutboxStorage } from "./chat-session.ts"
import { parseKept, readKept, writeKept } from "./tab-storage.ts"

const Stored = z.array(
  z
    .object({
      clientId: z.string(),
      text: z.string(),
      alias: z.string().nullable().default(null),
      at: z.coerce.date(),
      status: z.enum(["sending", "refused", "accepted", "held"]),
      reason: z.string().nullable(),
    })
    // Asked anew.
    .transform((own) => ({ ...own, wait: null })),
)

const Choice = z.enum(["name", "alias"])

export function outboxStorage(eventId: string, myId: string | null): OutboxStorage {
  const key = `amphi:outbox:${eventId}:${myId ?? ""}`
  return {
    load() {
      const parsed = Stored.safeParse(parseKept(readKept(key)))
      return parsed.success ? parsed.data : []
    },
    save: (outbox) => writeKept(key, outbox.length > 0 ? JSON.stringify(outbox) : ""),
  }
}

export function loadDraft(eventId: string, myId: string | null) {
  return readKept(draftKey(eventId, myId))
}

export function saveDraft(eventId: string, myId: string | null, text: string) {
  writeKept(draftKey(eventId, myId), text)
}

/** Under the name or the pseudonym: what the writer last chose; null: nothing yet. */
export function loadChoice(eventId: string, myId: string | null) {
  return Choice.safeParse(readKept(choiceKey(eventId, myId))).data ?? null
}

export function saveChoice(eventId: string, myId: string | null, choice: "name" | "alias") {
  writeKept(choiceKey(eventId, myId), choice)
}

function choiceKey(eventId: string, myId: string | null) {
  return `amphi:as:${eventId}:${myId ?? ""}`
}

function draftKey(eventId: string, myId: string | null) {
  return `amphi:draft:${eventId}:${myId ?? ""}`
}
