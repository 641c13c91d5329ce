"use client"

import Link from "next/link"
import { usePathname } from "next/navigation"
import { useTranslations } from "next-intl"
import { cn } from "#components/ui/cn.ts"

export type NavRights = { canUseWebinars: boolean; isAdmin: boolean }

type NavLinksProps = NavRights & { layout: "bar" | "sheet"; onFollow?: () => void }

export function NavLinks({ canUseWebinars, isAdmin, layout, onFollow }: NavLinksProps) {
  const t = useTranslations("common")
  const pathname = usePathname()
  const links = [
    { href: "/", label: t("events"), current: pathname === "/" || pathname.startsWith("/events") },
    ...(canUseWebinars
      ? [{ href: "/webinars", label: t("myWebinars"), current: pathname.startsWith("/webinars") }]
      : []),
    ...(isAdmin
      ? [{ href: "/admin/gateways", label: t("admin"), current: pathname.startsWith("/admin") }]
      : []),
    { href: "/help", label: t("help"), current: pathname === "/help" },
  ]
  return (
    <ul className={cn("flex", layout === "bar" ? "items-stretch gap-1" : "flex-col gap-1")}>
      {links.map(({ href, label, current }) => (
        <li key={href} className="flex">
          <Link
            href={href}
            onClick={onFollow}
            aria-current={current ? "page" : undefined}
            className={cn(
              "flex items-center font-medium text-[0.9375rem] transition-colors duration-100",
              layout === "bar"
                ? "border-transparent border-y-2 px-3 focus-visible:-outline-offset-2"
                : "min-h-11 w-full rounded-md px-3 text-base",
              current ? "text-text" : "text-muted hover:text-text",
              current && (layout === "bar" ? "border-b-accent" : "bg-accent-soft text-accent"),
            )}
          >
            {label}
          </Link>
        </li>
      ))}
    </ul>
  )
}
