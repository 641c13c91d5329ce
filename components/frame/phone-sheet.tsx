"use client"

import { LogOut, Menu as MenuIcon, UserRound } from "lucide-react"
import Link from "next/link"
import { useTranslations } from "next-intl"
import { useState } from "react"
import { Button } from "#components/ui/button.tsx"
import { Sheet, SheetContent, SheetTrigger } from "#components/ui/sheet.tsx"
import { type Account, Initials, SignInLink, useSignOut } from "./account-menu.tsx"
import { LanguageSwitch, type SetPreference } from "./language-switch.tsx"
import { NavLinks, type NavRights } from "./nav-links.tsx"
import type { Theme } from "./preferences.ts"
import { ThemeSwitch } from "./theme-switch.tsx"

type PhoneSheetProps = {
  account: Account
  rights: NavRights
  theme: Theme
  setLocale: SetPreference
  setTheme: SetPreference
}

/** All of the top bar, for narrow screens. */
export function PhoneSheet({ account, rights, theme, setLocale, setTheme }: PhoneSheetProps) {
  const t = useTranslations("common")
  const [open, setOpen] = useState(false)
  const leave = useSignOut()
  return (
    <Sheet open={open} onOpenChange={setOpen}>
      <SheetTrigger>
        <Button variant="ghost" size="icon" aria-label={t("menu")}>
          <MenuIcon aria-hidden />
        </Button>
      </SheetTrigger>
      <SheetContent title={t("product")}>
        <nav aria-label={t("mainNavigation")}>
          <NavLinks {...rights} layout="sheet" onFollow={() => setOpen(false)} />
        </nav>
        <div className="mt-auto flex flex-col gap-4 border-t pt-5">
          {account ? (
            <div className="flex flex-col gap-2">
              <span className="flex min-w-0 items-center gap-2.5 font-medium">
                <Initials name={account.name} />
                <span className="truncate">{account.name}</span>
              </span>
              <div className="flex flex-wrap items-center gap-x-1">
                <Button asChild variant="ghost" className="-ml-2 px-2">
                  <Link href="/account" onClick={() => setOpen(false)}>
                    <UserRound aria-hidden />
                    {t("myData")}
                  </Link>
                </Button>
                <Button variant="ghost" className="ml-auto" onClick={leave}>
                  <LogOut aria-hidden />
                  {t("signOut")}
                </Button>
              </div>
            </div>
          ) : (
            <SignInLink />
          )}
          <div className="flex items-center justify-between gap-3">
            <LanguageSwitch setLocale={setLocale} long />
            <ThemeSwitch theme={theme} setTheme={setTheme} />
          </div>
        </div>
      </SheetContent>
    </Sheet>
  )
}
