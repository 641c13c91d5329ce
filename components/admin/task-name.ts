"use client"

import { useTranslations } from "next-intl"

/** What a kind of job is for; one that this version doesn't know goes by its own name. */
export function useTaskName() {
  const t = useTranslations("graveyard.kind")
  return (kind: string) => (t.has(kind) ? t(kind) : kind)
}
