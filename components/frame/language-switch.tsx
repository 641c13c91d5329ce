"use client"

import { Languages } from "lucide-react"
import { useLocale, useTranslations } from "next-intl"
import type { Locale } from "#components/i18n/locale.ts"
import { Button } from "#components/ui/button.tsx"

export type SetPreference = (formData: FormData) => Promise<void>

/** Two languages: the button names the other one, in its own words. */
export function LanguageSwitch({ setLocale, long = false }: { setLocale: SetPreference; long?: boolean }) {
  const t = useTranslations("common")
  const current = useLocale()
  const other: Locale = current === "fr" ? "en" : "fr"
  return (
    <form action={setLocale}>
      <input type="hidden" name="locale" value={other} />
      <Button type="submit" variant="ghost" lang={other} title={long ? undefined : t("switchLanguage")}>
        <Languages aria-hidden />
        {long ? (
          t("switchLanguage")
        ) : (
          <>
            <span aria-hidden>{t("switchLanguageShort")}</span>
            <span className="sr-only">{t("switchLanguage")}</span>
          </>
        )}
      </Button>
    </form>
  )
}
