import { Search } from "lucide-react"
import Form from "next/form"
import { useTranslations } from "next-intl"
import { Button } from "#components/ui/button.tsx"
import { FilterLinks } from "#components/ui/filter-links.tsx"
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
  const links = EVENT_FILTERS.map((value) => ({
    href: eventsPath(value, query),
    label: labels[value],
    isCurrent: value === filter,
  }))
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-8 gap-y-4">
      <FilterLinks label={t("filter")} links={links} />
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
