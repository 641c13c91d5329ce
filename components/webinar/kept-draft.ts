"use client"

/** What is typed is kept in the browser tab until it is saved, so that neither a sign-in nor a crash loses it. */
import { z } from "zod"
import { parseJson, WebinarDraft } from "./webinar-draft.ts"

const KeptDraft = z.object({
  fileName: z.string().nullable(),
  draft: WebinarDraft,
  /** With what the form was filled before anything was typed. */
  loaded: WebinarDraft,
})
export type KeptDraft = z.infer<typeof KeptDraft>

export function keepDraft(name: string, kept: KeptDraft) {
  reachStorage((storage) => storage.setItem(keyOf(name), JSON.stringify(kept)))
}

export function forgetDraft(name: string) {
  reachStorage((storage) => storage.removeItem(keyOf(name)))
}

export function findKeptDraft(name: string): KeptDraft | null {
  const stored = reachStorage((storage) => storage.getItem(keyOf(name)))
  if (!stored) return null
  const parsed = KeptDraft.safeParse(parseJson(stored))
  return parsed.success ? parsed.data : null
}

function keyOf(name: string) {
  return `amphi:webinar-draft:${name}`
}

function reachStorage<Result>(use: (storage: Storage) => Result): Result | null {
  try {
    return use(window.sessionStorage)
  } catch (error) {
    // Storage is full or forbidden by the browser: the page works without.
    if (error instanceof DOMException) return null
    throw error
  }
}
