import type { Metadata } from "next"
import { getFormatter, getTimeZone, getTranslations } from "next-intl/server"
import { NoAccess } from "#components/admin/no-access.tsx"
import { RefreshWhileOpen } from "#components/admin/refresh-while-open.tsx"
import {
  readTimelineAddress,
  ticksOf,
  timelinePath,
  timelineSpan,
} from "#components/admin/timeline-address.ts"
import { TimelineChart } from "#components/admin/timeline-chart.tsx"
import { TimelineForecast } from "#components/admin/timeline-forecast.tsx"
import { TimelineNav } from "#components/admin/timeline-nav.tsx"
import { TimelineTable } from "#components/admin/timeline-table.tsx"
import { PageHeader } from "#components/ui/page-header.tsx"
import { getDeps } from "#server/deps.ts"
import { wallClockOf } from "#server/domain/local-time.ts"
import { getTimeline } from "#server/services/timeline.ts"
import { forAdmin } from "../for-admin.ts"

type TimelinePageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> }

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("operations.timeline")
  return { title: t("title") }
}

export default async function TimelinePage({ searchParams }: TimelinePageProps) {
  const [{ clock }, zone, params] = await Promise.all([getDeps(), getTimeZone(), searchParams])
  const today = wallClockOf(clock.now(), zone).date
  const address = readTimelineAddress(params, today)
  const span = timelineSpan(address, zone)
  const timeline = await forAdmin(timelinePath(address), (deps, actor) => getTimeline(deps, actor, span))
  if (!timeline) return <NoAccess />
  const [t, format] = await Promise.all([getTranslations("operations.timeline"), getFormatter()])
  const last = new Date(span.to.getTime() - 1)
  const shown =
    address.zoom === "day"
      ? format.dateTime(span.from, { dateStyle: "full" })
      : format.dateTimeRange(span.from, last, { dateStyle: "long" })
  const running = timeline.lanes.some(({ sessions }) => sessions.some(({ to }) => to === null))
  return (
    <>
      <PageHeader
        title={t("title")}
        description={t("description", { zone })}
        actions={<TimelineNav address={address} today={today} />}
      />
      <div className="flex flex-col gap-4">
        <h2 className="font-semibold text-xl">{shown}</h2>
        <TimelineForecast timeline={timeline} />
        <TimelineChart timeline={timeline} span={span} ticks={ticksOf(address, zone)} zoom={address.zoom} />
        <p className="max-w-text text-muted text-sm">{t("legend")}</p>
      </div>
      <section className="flex flex-col gap-4">
        <h2 className="font-semibold text-xl">{t("tableTitle")}</h2>
        <TimelineTable timeline={timeline} />
      </section>
      <RefreshWhileOpen active={running} />
    </>
  )
}
