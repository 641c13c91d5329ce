"use client"

import { ChevronDown, LogOut, UserRound } from "lucide-react"
import Link from "next/link"
import { usePathname } from "next/navigation"
import { signOut } from "next-auth/react"
import { useTranslations } from "next-intl"
import { toast } from "sonner"
import { Button } from "#components/ui/button.tsx"
import { Menu, MenuContent, MenuItem, MenuLabel, MenuSeparator, MenuTrigger } from "#components/ui/menu.tsx"
import { signInPath } from "./return-path.ts"

export type Account = { name: string; isAdmin: boolean } | null

export function AccountMenu({ account }: { account: Account }) {
  const t = useTranslations("common")
  const leave = useSignOut()
  if (!account) return <SignInLink />
  return (
    <Menu>
      <MenuTrigger>
        <Button variant="ghost" className="px-2" aria-label={`${t("account")}: ${account.name}`}>
          <Initials name={account.name} />
          <span className="max-w-40 truncate">{account.name}</span>
          <ChevronDown aria-hidden className="text-muted" />
        </Button>
      </MenuTrigger>
      <MenuContent>
        <MenuLabel>
          {t("signedInAs", { name: account.name })}
          {account.isAdmin && <span className="block font-medium text-accent">{t("administrator")}</span>}
        </MenuLabel>
        <MenuSeparator />
        <MenuItem asChild>
          <Link href="/account">
            <UserRound aria-hidden />
            {t("myData")}
          </Link>
        </MenuItem>
        <MenuItem onSelect={leave}>
          <LogOut aria-hidden />
          {t("signOut")}
        </MenuItem>
      </MenuContent>
    </Menu>
  )
}

export function SignInLink() {
  const t = useTranslations("common")
  const pathname = usePathname()
  return (
    <Button asChild variant="secondary">
      <Link href={signInPath(pathname)}>{t("signIn")}</Link>
    </Button>
  )
}

export function useSignOut() {
  const t = useTranslations("errors")
  return () => {
    signOut({ callbackUrl: "/" }).catch(() => toast.error(t("offline")))
  }
}

export function Initials({ name }: { name: string }) {
  const words = name.trim().split(/\s+/)
  const letters = [words[0], words.length > 1 ? words.at(-1) : ""].map((word) => word?.charAt(0) ?? "")
  return (
    <span
      aria-hidden
      className="flex size-7 items-center justify-center rounded-full bg-accent-soft font-semibold text-accent text-xs uppercase"
    >
      {letters.join("")}
    </span>
  )
}
