export const LOCALES = ["fr", "en"] as const
export type Locale = (typeof LOCALES)[number]
export const DEFAULT_LOCALE: Locale = "en"
export const LOCALE_COOKIE = "locale"

export function toLocale(value: string | null | undefined): Locale | null {
  return LOCALES.find((locale) => locale === value) ?? null
}

/** What was chosen, else the best of what the browser asks for. */
export function negotiateLocale(chosen: string | undefined, acceptLanguage: string | null): Locale {
  return toLocale(chosen) ?? fromHeader(acceptLanguage ?? "") ?? DEFAULT_LOCALE
}

function fromHeader(header: string) {
  const wanted = header
    .split(",")
    .map((part) => {
      const [tag = "", ...settings] = part.trim().split(";")
      const quality = settings.map((setting) => /^\s*q=([\d.]+)$/.exec(setting)?.[1]).find(Boolean)
      return { language: tag.toLowerCase().split("-")[0], quality: quality ? Number(quality) : 1 }
    })
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality)
  for (const { language } of wanted) {
    const locale = toLocale(language)
    if (locale) return locale
  }
  return null
}
