import Link from "next/link"
import { useTranslations } from "next-intl"
import { type Account, AccountMenu } from "./account-menu.tsx"
import { LanguageSwitch, type SetPreference } from "./language-switch.tsx"
import { LogoMark } from "./logo.tsx"
import { NavLinks, type NavRights } from "./nav-links.tsx"
import { PhoneSheet } from "./phone-sheet.tsx"
import type { Theme } from "./preferences.ts"
import { ThemeSwitch } from "./theme-switch.tsx"

type TopBarProps = {
  account: Account
  rights: NavRights
  theme: Theme
  setLocale: SetPreference
  setTheme: SetPreference
}

export function TopBar({ account, rights, theme, setLocale, setTheme }: TopBarProps) {
  const t = useTranslations("common")
  return (
    <header className="border-b bg-surface">
      <div className="page flex h-14 group-has-[[data-wide]]/frame:max-w-[100rem] items-stretch gap-6">
        <Link href="/" className="flex items-center gap-2 font-semibold text-lg tracking-tight">
          <LogoMark className="size-7 text-accent" />
          {t("product")}
        </Link>
        <nav aria-label={t("mainNavigation")} className="hidden lg:flex">
          <NavLinks {...rights} layout="bar" />
        </nav>
        <div className="ml-auto hidden items-center gap-1 lg:flex">
          <LanguageSwitch setLocale={setLocale} />
          <ThemeSwitch theme={theme} setTheme={setTheme} />
          <AccountMenu account={account} />
        </div>
        <div className="ml-auto flex items-center lg:hidden">
          <PhoneSheet
            account={account}
            rights={rights}
            theme={theme}
            setLocale={setLocale}
            setTheme={setTheme}
          />
        </div>
      </div>
    </header>
  )
}
