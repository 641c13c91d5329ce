"use client"

import { ChevronLeft, ChevronRight } from "lucide-react"
import { useTranslations } from "next-intl"
import { Button } from "./button.tsx"

type PaginationProps = { page: number; pageSize: number; total: number; onPage: (page: number) => void }

export function Pagination({ page, pageSize, total, onPage }: PaginationProps) {
  const t = useTranslations("common")
  const pages = Math.max(1, Math.ceil(total / pageSize))
  if (pages === 1) return null
  const from = (page - 1) * pageSize + 1
  return (
    <nav aria-label={t("pagination")} className="flex flex-wrap items-center justify-between gap-3">
      <p className="text-muted text-sm tabular-nums">
        {t("pageRange", { from, to: Math.min(total, page * pageSize), total })}
      </p>
      <div className="flex items-center gap-2">
        {page > 1 && (
          <Button variant="secondary" size="sm" onClick={() => onPage(page - 1)}>
            <ChevronLeft aria-hidden />
            {t("previous")}
          </Button>
        )}
        <span className="px-1 text-muted text-sm tabular-nums">{t("pageOf", { page, pages })}</span>
        {page < pages && (
          <Button variant="secondary" size="sm" onClick={() => onPage(page + 1)}>
            {t("next")}
            <ChevronRight aria-hidden />
          </Button>
        )}
      </div>
    </nav>
  )
}
