"use client"

import { useFormatter, useTranslations } from "next-intl"
import type { AuditDetail } from "#server/domain/audit.ts"
import { IN_WORDS, MOMENTS } from "./audit-words.ts"

/** What was kept of an act, as sentences of the reader's language; a fact without words is shown as it was stored. */
export function useAuditFacts() {
  const t = useTranslations("admin.audit")
  const format = useFormatter()
  const inWords = (prefix: "fact" | "field" | "value", name: string) => {
    const key = `${prefix}.${name}`
    return t.has(key) ? t(key) : name
  }
  const worded = (name: string, value: string) => {
    if (name === "changed")
      return value
        .split(", ")
        .map((field) => inWords("field", field))
        .join(", ")
    if (MOMENTS.includes(name)) return format.dateTime(new Date(value), "full")
    return IN_WORDS.includes(name) ? inWords("value", value) : value
  }
  return (detail: AuditDetail) =>
    Object.entries(detail).map(([name, value]) =>
      t("factLine", { name: inWords("fact", name), value: worded(name, value) }),
    )
}
