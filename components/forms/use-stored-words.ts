"use client"

import { useFormatter, useTranslations } from "next-intl"

const VALUE_MAX_LENGTH = 80
const DAY = { weekday: "long", day: "numeric", month: "long", year: "numeric", timeZone: "UTC" } as const

/** That somebody else has changed a field meanwhile, and to what; `own` is how a form says a value of its own. */
export function useStoredWords() {
  const t = useTranslations("webinar")
  const format = useFormatter()
  const wordsOf = (field: string, text: string) => {
    switch (field) {
      case "startDate":
        return format.dateTime(new Date(`${text}T00:00:00Z`), DAY)
      case "durationMinutes":
        return t("field.durationValue", { hours: Math.floor(Number(text) / 60), minutes: Number(text) % 60 })
      default:
        return text.length > VALUE_MAX_LENGTH ? `${text.slice(0, VALUE_MAX_LENGTH).trimEnd()}…` : text
    }
  }
  return (field: string, stored: object, own?: string) => {
    const value = own ?? wordsOf(field, textOf(field, stored))
    return value === "" ? t("errors.emptiedMeanwhile") : t("errors.changedTo", { value })
  }
}

function textOf(field: string, stored: object) {
  const value: unknown = Object.entries(stored).find(([name]) => name === field)?.[1]
  return typeof value === "string" ? value.trim() : ""
}
