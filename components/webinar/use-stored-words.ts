"use client"

import { useFormatter, useTranslations } from "next-intl"
import { GuestPolicy } from "#server/domain/webinar.ts"
import type { TypedSchedule } from "./schedule.ts"
import type { WebinarDraft } from "./webinar-draft.ts"

const VALUE_MAX_LENGTH = 80
const DAY = { weekday: "long", day: "numeric", month: "long", year: "numeric", timeZone: "UTC" } as const

/** That somebody else has changed a field meanwhile, and to what. */
export function useStoredWords() {
  const t = useTranslations("webinar")
  const format = useFormatter()
  const wordsOf = (field: string, stored: TypedSchedule & Partial<WebinarDraft>) => {
    switch (field) {
      case "startDate":
        return format.dateTime(new Date(`${stored.startDate}T00:00:00Z`), DAY)
      case "durationMinutes": {
        const minutes = Number(stored.durationMinutes)
        return t("field.durationValue", { hours: Math.floor(minutes / 60), minutes: minutes % 60 })
      }
      case "guestPolicy": {
        const policy = GuestPolicy.safeParse(stored.guestPolicy)
        return policy.success ? t(`guest.${policy.data}`) : ""
      }
      default:
        return textOf(field, stored)
    }
  }
  return (field: string, stored: TypedSchedule & Partial<WebinarDraft>) => {
    const value = wordsOf(field, stored).trim()
    return value === "" ? t("errors.emptiedMeanwhile") : t("errors.changedTo", { value })
  }
}

function textOf(field: string, stored: object) {
  const value: unknown = Object.entries(stored).find(([name]) => name === field)?.[1]
  const text = typeof value === "string" ? value.trim() : ""
  return text.length > VALUE_MAX_LENGTH ? `${text.slice(0, VALUE_MAX_LENGTH).trimEnd()}…` : text
}
