/** What is typed into a form survives errors, a sign-in and a reload of the tab, until it is saved. */
import { z } from "zod"
import { parseKept, readKept, writeKept } from "./tab-storage.ts"

const TypedDraft = z.object({
  /** What the form began with. */
  from: z.string(),
  text: z.string(),
})
type TypedDraft = z.infer<typeof TypedDraft>

type Form = "pin" | "words" | "alias"

export function typedKey(form: Form, eventId: string, myId: string | null) {
  return `amphi:typed:${form}:${eventId}:${myId ?? ""}`
}

export function keepTyped(key: string, draft: TypedDraft | null) {
  writeKept(key, draft ? JSON.stringify(draft) : "")
}

/** What was typed where the form began with the same; otherwise what it begins with now. */
export function typedSince(key: string, from: string) {
  const kept = findTyped(key)
  return kept?.from === from ? kept.text : from
}

/** The same for a list, a line each: what was added and taken away is so in the list as it is now. */
export function mergedLines(key: string, from: string) {
  const kept = findTyped(key)
  if (!kept || kept.from === from) return kept?.text ?? from
  const before = linesIn(kept.from)
  const typed = linesIn(kept.text)
  const now = linesIn(from)
  const stays = (line: string) => typed.includes(line) || !before.includes(line)
  const isAdded = (line: string) => !before.includes(line) && !now.includes(line)
  return [...now.filter(stays), ...typed.filter(isAdded)].join("\n")
}

function findTyped(key: string): TypedDraft | null {
  return TypedDraft.safeParse(parseKept(readKept(key))).data ?? null
}

function linesIn(text: string) {
  return text.split("\n").filter((line) => line.trim() !== "")
}
