"use client"

import { useTranslations } from "next-intl"
import { refusalOf } from "#components/live/refusal.ts"

type What = "ask" | "vote" | "act"

/** Why something didn't happen, in the words of what was tried. */
export function useRefusalWords(what: What) {
  const t = useTranslations("questions.refused")
  const errors = useTranslations("errors")
  return (code: string) => {
    const own = `${what}.${code}`
    return t.has(own) ? t(own) : errors(errors.has(code) ? code : "internal")
  }
}

/** "offline": no answer came. */
export function codeOf(error: unknown) {
  return refusalOf(error) ?? "offline"
}
