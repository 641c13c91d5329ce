import Link from "next/link"
import { useFormatter, useTranslations } from "next-intl"
import { Badge } from "#components/ui/badge.tsx"
import type { Timeline, TimelineLane } from "#server/domain/timeline.ts"
import { SessionBadge } from "./session-badge.tsx"
import { quietLanes } from "./timeline-lanes.ts"

type Line = {
  key: string
  gateway: string | null
  href: string
  title: string
  from: Date
  to: Date | null
  kind: Parameters<typeof SessionBadge>[0]["state"] | "reserved" | "encoder" | "missing"
}

const PLAN_TONES = { reserved: "accent", encoder: "neutral", missing: "bad" } as const

/** What the chart shows: one line for each bar, and for each gateway that is out of service or has none. */
export function TimelineTable({ timeline }: { timeline: Timeline }) {
  const t = useTranslations("operations.timeline")
  const lines = linesOf(timeline)
  const heads = [t("gateway"), t("what"), t("webinar"), t("from"), t("to")]
  const quiet = quietLanes(timeline)
  if (lines.length === 0 && quiet.length === 0) return <p className="text-muted">{t("nothing")}</p>
  return (
    <div className="overflow-x-auto rounded-xl border bg-surface">
      <table className="w-full border-collapse text-left text-[0.9375rem]">
        <caption className="sr-only">{t("caption")}</caption>
        <thead className="bg-surface-2 text-muted text-sm">
          <tr>
            {heads.map((head) => (
              <th key={head} scope="col" className="whitespace-nowrap px-4 py-2.5 font-medium">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {quiet.map((lane) => (
            <LaneLine key={lane.gatewayId} lane={lane} />
          ))}
          {lines.map((line) => (
            <TableLine key={line.key} line={line} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function LaneLine({ lane: { gatewayId, name, inService, maintenance } }: { lane: TimelineLane }) {
  const t = useTranslations("operations.timeline")
  return (
    <tr className="border-t">
      <td className="px-4 py-2.5">
        <Link
          href={`/admin/gateways/${gatewayId}`}
          className="inline-block leading-6 underline-offset-4 hover:underline"
        >
          {name}
        </Link>
      </td>
      <td className="px-4 py-2.5">
        <Badge tone={inService ? "neutral" : "warn"}>
          {t(inService ? "nothingPlanned" : "outOfService")}
        </Badge>
      </td>
      <td className="px-4 py-2.5 text-muted" colSpan={3}>
        {!inService && (maintenance ?? t("switchedOff"))}
      </td>
    </tr>
  )
}

function TableLine({ line }: { line: Line }) {
  const t = useTranslations("operations.timeline")
  const format = useFormatter()
  return (
    <tr className="border-t">
      <td className="px-4 py-2.5">{line.gateway ?? t("noGateway")}</td>
      <td className="px-4 py-2.5">
        {line.kind === "reserved" || line.kind === "encoder" || line.kind === "missing" ? (
          <Badge tone={PLAN_TONES[line.kind]}>{t(line.kind)}</Badge>
        ) : (
          <SessionBadge state={line.kind} />
        )}
      </td>
      <td className="min-w-40 px-4 py-2.5">
        <Link href={line.href} className="inline-block leading-6 underline-offset-4 hover:underline">
          {line.title}
        </Link>
      </td>
      <td className="whitespace-nowrap px-4 py-2.5 tabular-nums">{format.dateTime(line.from, "moment")}</td>
      <td className="whitespace-nowrap px-4 py-2.5 tabular-nums">
        {line.to ? format.dateTime(line.to, "moment") : t("goesOn")}
      </td>
    </tr>
  )
}

function linesOf({ lanes, unreserved }: Timeline): Line[] {
  const placed = lanes.flatMap(({ name, reservations, events, sessions }): Line[] => [
    ...reservations.map(({ webinarId, title, from, to }) => ({
      key: `reservation ${webinarId}`,
      gateway: name,
      href: `/webinars/${webinarId}`,
      title,
      from,
      to,
      kind: "reserved" as const,
    })),
    ...events.map(({ eventId, title, from, to }) => ({
      key: `event ${eventId} ${name}`,
      gateway: name,
      href: `/admin/events/${eventId}`,
      title,
      from,
      to,
      kind: "encoder" as const,
    })),
    ...sessions.map(({ livestreamId, title, from, to, state }) => ({
      key: livestreamId,
      gateway: name,
      href: `/admin/sessions/${livestreamId}`,
      title,
      from,
      to,
      kind: state,
    })),
  ])
  const missing = unreserved.map(
    ({ webinarId, title, from, to }): Line => ({
      key: `missing ${webinarId}`,
      gateway: null,
      href: `/webinars/${webinarId}`,
      title,
      from,
      to,
      kind: "missing",
    }),
  )
  return [...placed, ...missing].sort((a, b) => a.from.getTime() - b.from.getTime())
}
