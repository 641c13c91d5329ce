"use client"

import { useTranslations } from "next-intl"

/** The words of a field's message key: the shared ones, those of this form, or at least that it can't be taken. */
export function useErrorWords() {
  const shared = useTranslations("errors")
  const own = useTranslations("webinar.errors")
  return (key: string) => {
    if (shared.has(key)) return shared(key)
    return own.has(key) ? own(key) : shared("invalid")
  }
}
