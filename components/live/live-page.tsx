"use client"

import { Lock, Users } from "lucide-react"
import { useTranslations } from "next-intl"
import { Badge } from "#components/ui/badge.tsx"
import { isChatOpen } from "#server/domain/live-state.ts"
import { EventActions } from "./event-about.tsx"
import { LivePanel } from "./live-panel.tsx"
import { LiveStage } from "./live-stage.tsx"
import { StateBadge } from "./state-badge.tsx"
import { type LivePageData, type LivePageState, useLivePage } from "./use-live-page.ts"

type LivePageProps = LivePageData & { pageUrl: string }

/** On phones the picture sticks to the top and the panel fills the rest of the screen, composer at its bottom. */
export function LivePage({ pageUrl, ...data }: LivePageProps) {
  const live = useLivePage(data)
  return (
    <div
      data-wide
      className="-mx-4 -mt-8 md:-mx-8 md:-mt-8 lg:mx-0 lg:mt-0 lg:grid lg:grid-rows-[auto_1fr] lg:grid-cols-[minmax(0,1fr)_23rem] lg:gap-x-6 xl:grid-cols-[minmax(0,1fr)_25rem]"
    >
      <LiveStage live={live} className="z-20 max-lg:sticky max-lg:top-0 lg:rounded-md" />
      <LiveHeading live={live} pageUrl={pageUrl} />
      <aside className="overflow-hidden border-y bg-surface max-lg:h-[max(20rem,calc(100dvh-56.25vw-7.5rem))] lg:sticky lg:top-6 lg:col-start-2 lg:row-span-2 lg:row-start-1 lg:h-[min(46rem,calc(100dvh-8rem))] lg:rounded-md lg:border">
        <LivePanel live={live} pageUrl={pageUrl} />
      </aside>
    </div>
  )
}

function LiveHeading({ live, pageUrl }: { live: LivePageState; pageUrl: string }) {
  const t = useTranslations("live")
  const { view, state, listeners } = live
  const { event } = view
  const isAudienceThere = isChatOpen(state)
  return (
    <div className="flex min-w-0 flex-col gap-3 px-4 max-lg:h-16 max-lg:justify-center lg:px-0 lg:py-4">
      <div className="flex flex-col gap-x-3 lg:flex-row lg:flex-wrap lg:items-center">
        <h1 className="wrap-anywhere min-w-0 font-semibold text-base leading-snug max-lg:line-clamp-1 lg:text-2xl">
          {event.title}
        </h1>
        <div className="flex shrink-0 items-center gap-3">
          <StateBadge state={state} />
          {event.restricted && (
            <Badge icon={<Lock aria-hidden />} className="max-lg:hidden">
              {t("restricted")}
            </Badge>
          )}
          {isAudienceThere && (
            <span className="inline-flex items-center gap-1.5 text-muted text-sm tabular-nums">
              <Users aria-hidden className="size-4" />
              {t("listeners", { count: listeners })}
            </span>
          )}
        </div>
      </div>
      <div className="flex flex-wrap items-center justify-between gap-3 max-lg:hidden">
        <p className="text-muted">{t("by", { name: event.organiser })}</p>
        <EventActions event={event} pageUrl={pageUrl} />
      </div>
    </div>
  )
}
