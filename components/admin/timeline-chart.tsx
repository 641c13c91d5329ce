import Link from "next/link"
import { useFormatter, useTranslations } from "next-intl"
import type { ReactNode } from "react"
import { cn } from "#components/ui/cn.ts"
import type { Span } from "#server/domain/gateway.ts"
import { isOpen } from "#server/domain/livestream.ts"
import type { EventBar, PlannedBar, SessionBar, Timeline, TimelineLane } from "#server/domain/timeline.ts"
import { percentOf, type Zoom } from "./timeline-address.ts"

type TimelineChartProps = { timeline: Timeline; span: Span; ticks: readonly Date[]; zoom: Zoom }

const ROW = "grid grid-cols-[8rem_minmax(0,1fr)] lg:grid-cols-[11rem_minmax(0,1fr)]"
const NAME = "sticky left-0 z-20 flex flex-col justify-center border-r bg-surface px-3 py-2 text-sm"
const BAR = "absolute h-6 overflow-hidden text-ellipsis whitespace-nowrap rounded-sm text-xs leading-6"

/** A picture for the eye; the table below it says the same to everybody. */
export function TimelineChart({ timeline, span, ticks, zoom }: TimelineChartProps) {
  const t = useTranslations("operations.timeline")
  const now = timeline.serverNow >= span.from && timeline.serverNow < span.to ? timeline.serverNow : null
  const frame = { span, ticks, now }
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region is reached by keyboard
    <section aria-label={t("chart")} tabIndex={0} className="overflow-x-auto rounded-xl border bg-surface">
      <div aria-hidden className="min-w-[42rem]">
        <Axis ticks={ticks} span={span} zoom={zoom} />
        <Row frame={frame} name={t("pool")} className="min-h-9">
          {timeline.pressure.map((part) => (
            <Bar
              key={part.from.getTime()}
              at={part}
              span={span}
              title={t(part.kind === "short" ? "shortBar" : "fullBar", {
                wanted: part.wanted,
                count: timeline.inService,
              })}
              className={cn(
                "top-1.5",
                part.kind === "short" ? "bg-bad text-surface" : "bg-warn text-surface",
              )}
            >
              {t(part.kind)}
            </Bar>
          ))}
        </Row>
        {timeline.lanes.map((lane) => (
          <Lane key={lane.gatewayId} lane={lane} frame={frame} />
        ))}
        {timeline.unreserved.length > 0 && (
          <Row frame={frame} name={t("noGateway")} className="min-h-10">
            {timeline.unreserved.map((bar, index) => (
              <PlanBar
                key={bar.webinarId}
                bar={bar}
                span={span}
                until={timeline.unreserved[index + 1]?.from}
                missing
              />
            ))}
          </Row>
        )}
      </div>
    </section>
  )
}

function Axis({ ticks, span, zoom }: Pick<TimelineChartProps, "ticks" | "span" | "zoom">) {
  const format = useFormatter()
  return (
    <div className={cn(ROW, "bg-surface-2 text-muted text-xs")}>
      <span className="sticky left-0 z-20 border-r bg-surface-2" />
      <div className="relative h-8">
        {ticks.map((tick) => (
          <span
            key={tick.getTime()}
            className="absolute inset-y-0 flex items-center whitespace-nowrap border-l pl-1.5 tabular-nums first:border-l-0"
            style={{ left: `${percentOf(tick, span)}%` }}
          >
            {zoom === "day"
              ? format.dateTime(tick, "time")
              : format.dateTime(tick, { weekday: "short", day: "numeric", month: "short" })}
          </span>
        ))}
      </div>
    </div>
  )
}

type Frame = { span: Span; ticks: readonly Date[]; now: Date | null }
type RowProps = { frame: Frame; name: string; note?: string | null; className: string; children: ReactNode }

function Row({ frame: { span, ticks, now }, name, note, className, children }: RowProps) {
  return (
    <div className={cn(ROW, "border-t")}>
      <div className={NAME}>
        <span className="line-clamp-2 font-medium leading-snug">{name}</span>
        {note && <span className="line-clamp-2 text-warn text-xs">{note}</span>}
      </div>
      <div className={cn("relative", className)}>
        {ticks.slice(1).map((tick) => (
          <span
            key={tick.getTime()}
            className="absolute inset-y-0 border-l"
            style={{ left: `${percentOf(tick, span)}%` }}
          />
        ))}
        {children}
        {now && (
          <span
            className="absolute inset-y-0 z-10 border-live border-l-2"
            style={{ left: `${percentOf(now, span)}%` }}
          />
        )}
      </div>
    </div>
  )
}

function Lane({ lane, frame }: { lane: TimelineLane; frame: Frame }) {
  const t = useTranslations("operations.timeline")
  return (
    <Row
      frame={frame}
      name={lane.name}
      note={lane.inService ? null : (lane.maintenance ?? t("outOfService"))}
      className="min-h-17"
    >
      {lane.reservations.map((bar, index) => (
        <PlanBar key={bar.webinarId} bar={bar} span={frame.span} until={lane.reservations[index + 1]?.from} />
      ))}
      {lane.events.map((bar) => (
        <EncoderBar key={bar.eventId} bar={bar} span={frame.span} />
      ))}
      {lane.sessions.map((bar) => (
        <RunBar key={bar.livestreamId} bar={bar} span={frame.span} now={frame.now} />
      ))}
    </Row>
  )
}

type PlanBarProps = { bar: PlannedBar; span: Span; until: Date | undefined; missing?: boolean }

function PlanBar({ bar, span, until, missing = false }: PlanBarProps) {
  const t = useTranslations("operations.timeline")
  const format = useFormatter()
  const words = {
    title: bar.title,
    from: format.dateTime(bar.from, "moment"),
    to: format.dateTime(bar.to, "time"),
  }
  return (
    <Bar
      at={bar}
      span={span}
      href={`/webinars/${bar.webinarId}`}
      until={until}
      labelClass={cn("top-2", missing ? "text-bad" : "text-text")}
      title={t("plannedBar", words)}
      className={cn(
        "top-2 border",
        missing
          ? "border-bad border-dashed bg-bad-soft text-bad"
          : "border-accent bg-accent-soft text-accent",
      )}
    >
      {bar.title}
    </Bar>
  )
}

function EncoderBar({ bar, span }: { bar: EventBar; span: Span }) {
  const t = useTranslations("operations.timeline")
  const format = useFormatter()
  const words = {
    title: bar.title,
    from: format.dateTime(bar.from, "moment"),
    to: format.dateTime(bar.to, "time"),
  }
  return (
    <Bar
      at={bar}
      span={span}
      href={`/admin/events/${bar.eventId}`}
      title={t("eventBar", words)}
      className="top-2 border border-border-strong bg-surface-2 text-text"
    >
      {bar.title}
    </Bar>
  )
}

function RunBar({ bar, span, now }: { bar: SessionBar; span: Span; now: Date | null }) {
  const t = useTranslations("operations.timeline")
  const states = useTranslations("admin.state")
  const looks = isOpen(bar.state)
    ? "bg-live text-on-live"
    : bar.state === "failed"
      ? "bg-bad text-surface"
      : "bg-text text-bg"
  return (
    <Bar
      at={{ from: bar.from, to: bar.to ?? now ?? span.to }}
      span={span}
      href={`/admin/sessions/${bar.livestreamId}`}
      title={t("sessionBar", { title: bar.title, state: states(bar.state) })}
      className={cn("bottom-2", looks)}
    >
      {bar.title}
    </Bar>
  )
}

type BarProps = {
  at: Span
  span: Span
  title: string
  href?: string
  /** Where the next bar of the row begins, for a title that doesn't fit in its own. */
  until?: Date | undefined
  className: string
  labelClass?: string
  children: ReactNode
}

/** Percent of the width below which a title stands beside its bar. */
const WIDE_PERCENT = 6

function Bar({ at, span, title, href, until, className, labelClass, children }: BarProps) {
  const left = percentOf(at.from, span)
  const right = percentOf(at.to, span)
  const isWide = right - left >= WIDE_PERCENT
  const style = { left: `${left}%`, width: `max(6px, ${right - left}%)` }
  const classes = cn(BAR, isWide && "px-1.5", className)
  const room = (until ? percentOf(until, span) : 100) - right
  const words = isWide ? children : null
  return (
    <>
      {href ? (
        <Link
          href={href}
          tabIndex={-1}
          title={title}
          style={style}
          className={cn(classes, "hover:underline")}
        >
          {words}
        </Link>
      ) : (
        <span title={title} style={style} className={classes}>
          {words}
        </span>
      )}
      {!isWide && labelClass && (
        <span
          style={{ left: `max(calc(${left}% + 6px), ${right}%)`, width: `calc(${room}% - 6px)` }}
          className={cn(BAR, "pl-1", labelClass)}
        >
          {children}
        </span>
      )}
    </>
  )
}
