"use client"

import { useTranslations } from "next-intl"

/** The sentence for a field's error: this field's own where there is one, else the common one. */
export function useFieldError() {
  const own = useTranslations("admin.fieldErrors")
  const common = useTranslations("errors")
  return (field: string, key: string | undefined) => {
    if (!key) return undefined
    const path = `${field}.${key}`
    if (own.has(path)) return own(path)
    return common.has(key) ? common(key) : common("invalid")
  }
}
