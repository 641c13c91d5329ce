"use client"

import { Monitor, Moon, Sun } from "lucide-react"
import { useTranslations } from "next-intl"
import { startTransition } from "react"
import { Button } from "#components/ui/button.tsx"
import { Menu, MenuContent, MenuRadioGroup, MenuRadioItem, MenuTrigger } from "#components/ui/menu.tsx"
import type { SetPreference } from "./language-switch.tsx"
import { type Theme, toTheme } from "./preferences.ts"

const ICONS = { light: Sun, dark: Moon, system: Monitor } as const

export function ThemeSwitch({ theme, setTheme }: { theme: Theme; setTheme: SetPreference }) {
  const t = useTranslations("common")
  const labels = { light: t("themeLight"), dark: t("themeDark"), system: t("themeSystem") }
  const Current = ICONS[theme]
  const choose = (value: string) => {
    showTheme(toTheme(value))
    const formData = new FormData()
    formData.set("theme", value)
    startTransition(() => setTheme(formData))
  }
  return (
    <Menu>
      <MenuTrigger>
        <Button variant="ghost" size="icon" aria-label={`${t("theme")}: ${labels[theme]}`}>
          <Current aria-hidden />
        </Button>
      </MenuTrigger>
      <MenuContent>
        <MenuRadioGroup value={theme} onValueChange={choose}>
          {(["light", "dark", "system"] as const).map((value) => {
            const Icon = ICONS[value]
            return (
              <MenuRadioItem key={value} value={value}>
                <Icon aria-hidden />
                {labels[value]}
              </MenuRadioItem>
            )
          })}
        </MenuRadioGroup>
      </MenuContent>
    </Menu>
  )
}

// At once; the server says the same with the next page.
function showTheme(theme: Theme) {
  if (theme === "system") delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = theme
}
