"use client"

import Link from "next/link"
import { usePathname } from "next/navigation"
import { useTranslations } from "next-intl"
import { Badge } from "#components/ui/badge.tsx"
import { cn } from "#components/ui/cn.ts"

const SECTIONS = [
  "sessions",
  "timeline",
  "events",
  "gateways",
  "broadcasters",
  "tasks",
  "setup",
  "audit",
] as const

export function AdminNav({ failedTasks }: { failedTasks: number }) {
  const t = useTranslations("admin")
  const pathname = usePathname()
  return (
    <nav aria-label={t("label")} className="overflow-x-auto border-b">
      <ul className="flex gap-1">
        {SECTIONS.map((section) => {
          const isCurrent = pathname.startsWith(`/admin/${section}`)
          return (
            <li key={section}>
              <Link
                href={`/admin/${section}`}
                aria-current={isCurrent ? "page" : undefined}
                className={cn(
                  "inline-flex min-h-11 items-center whitespace-nowrap border-b-2 px-3 font-medium text-[0.9375rem] transition-colors duration-100 hover:text-text focus-visible:-outline-offset-2",
                  isCurrent ? "border-b-accent text-text" : "border-transparent text-muted",
                )}
              >
                {t(`nav.${section}`)}
                {section === "tasks" && failedTasks > 0 && (
                  <>
                    <Badge tone="bad" className="ml-2">
                      <span aria-hidden>{failedTasks}</span>
                    </Badge>
                    <span className="sr-only">{t("nav.tasksCount", { count: failedTasks })}</span>
                  </>
                )}
              </Link>
            </li>
          )
        })}
      </ul>
    </nav>
  )
}
