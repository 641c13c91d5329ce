"use server"

import { cookies } from "next/headers"
import { THEME_COOKIE, toTheme } from "#components/frame/preferences.ts"
import { LOCALE_COOKIE, toLocale } from "#components/i18n/locale.ts"

const YEAR_SECONDS = 365 * 24 * 60 * 60
const KEPT = { path: "/", sameSite: "lax", httpOnly: true, maxAge: YEAR_SECONDS } as const

export async function setLocale(formData: FormData) {
  const locale = toLocale(String(formData.get("locale")))
  const jar = await cookies()
  if (locale) jar.set(LOCALE_COOKIE, locale, KEPT)
}

export async function setTheme(formData: FormData) {
  const theme = toTheme(String(formData.get("theme")))
  const jar = await cookies()
  if (theme === "system") jar.delete(THEME_COOKIE)
  else jar.set(THEME_COOKIE, theme, KEPT)
}
