import { ChevronLeft, ChevronRight } from "lucide-react"
import Link from "next/link"
import { useTranslations } from "next-intl"
import { Button } from "#components/ui/button.tsx"
import { cn } from "#components/ui/cn.ts"
import { shifted, type TimelineAddress, timelinePath, ZOOMS } from "./timeline-address.ts"

/** Which days are shown, and how close. */
export function TimelineNav({ address, today }: { address: TimelineAddress; today: string }) {
  const t = useTranslations("operations.timeline")
  const { zoom } = address
  return (
    <nav aria-label={t("navigation")} className="flex flex-wrap items-center gap-2">
      <Button asChild variant="secondary" size="icon">
        <Link href={timelinePath(shifted(address, -1))} aria-label={t(`previous.${zoom}`)}>
          <ChevronLeft aria-hidden />
        </Link>
      </Button>
      <Button asChild variant="secondary">
        <Link href={timelinePath({ zoom, date: today })}>{t("today")}</Link>
      </Button>
      <Button asChild variant="secondary" size="icon">
        <Link href={timelinePath(shifted(address, 1))} aria-label={t(`next.${zoom}`)}>
          <ChevronRight aria-hidden />
        </Link>
      </Button>
      <ul className="flex gap-1">
        {ZOOMS.map((value) => (
          <li key={value}>
            <Link
              href={timelinePath({ ...address, zoom: value })}
              aria-current={value === zoom ? "true" : undefined}
              className={cn(
                "flex min-h-10 items-center rounded-full px-4 font-medium text-[0.9375rem] transition-colors duration-100",
                value === zoom ? "bg-text text-bg" : "text-muted hover:bg-surface-2 hover:text-text",
              )}
            >
              {t(`zoom.${value}`)}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  )
}
