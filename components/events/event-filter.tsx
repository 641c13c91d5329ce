import { Search } from "lucide-react"
import Form from "next/form"
import Link from "next/link"
import { useTranslations } from "next-intl"
import { Button } from "#components/ui/button.tsx"
import { cn } from "#components/ui/cn.ts"
import { Input } from "#components/ui/input.tsx"

export const EVENT_FILTERS = ["all", "live", "upcoming", "past"] as const
export type EventFilter = (typeof EVENT_FILTERS)[number]

export function eventsPath(filter: EventFilter, query: string) {
  const params = new URLSearchParams()
  if (query) params.set("q", query)
  if (filter !== "all") params.set("show", filter)
  return params.size === 0 ? "/" : `/?${params}`
}

type EventFilterBarProps = { filter: EventFilter; query: string }

/** All in the address: what one sees can be sent to somebody else. */
export function EventFilterBar({ filter, query }: EventFilterBarProps) {
  const t = useTranslations("events")
  const labels = {
    all: t("filterAll"),
    live: t("filterLive"),
    upcoming: t("filterUpcoming"),
    past: t("filterPast"),
  }
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-8 gap-y-4">
      <nav aria-label={t("filter")} className="-mx-1 overflow-x-auto px-1 py-1">
        <ul className="flex gap-1">
          {EVENT_FILTERS.map((value) => (
            <li key={value}>
              <Link
                href={eventsPath(value, query)}
                aria-current={value === filter ? "true" : undefined}
                className={cn(
                  "flex min-h-10 items-center whitespace-nowrap rounded-full px-4 font-medium text-[0.9375rem] transition-colors duration-100",
                  value === filter ? "bg-text text-bg" : "text-muted hover:bg-surface-2 hover:text-text",
                )}
              >
                {labels[value]}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <search className="w-full sm:w-auto">
        <Form action="/" className="flex gap-2">
          {filter !== "all" && <input type="hidden" name="show" value={filter} />}
          <Input
            key={query}
            type="search"
            name="q"
            defaultValue={query}
            maxLength={100}
            aria-label={t("searchLabel")}
            placeholder={t("searchPlaceholder")}
            className="sm:w-72"
          />
          <Button
            type="submit"
            variant="secondary"
            size="icon"
            aria-label={t("searchAction")}
            className="shrink-0"
          >
            <Search aria-hidden />
          </Button>
        </Form>
      </search>
    </div>
  )
}
