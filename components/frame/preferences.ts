export const THEME_COOKIE = "theme"
export const THEMES = ["light", "dark", "system"] as const
export type Theme = (typeof THEMES)[number]

export function toTheme(value: string | undefined): Theme {
  return THEMES.find((theme) => theme === value) ?? "system"
}
