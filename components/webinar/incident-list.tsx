"use client"

import { useFormatter, useTranslations } from "next-intl"
import { cn } from "#components/ui/cn.ts"
import { SectionCard } from "#components/ui/section-card.tsx"
import { isOpen } from "#server/domain/livestream.ts"
import type { ControlView, LogLine } from "#server/domain/views.ts"
import { logReason } from "./control-state.ts"
import { ScrollBox } from "./scroll-box.tsx"

/** Newest first: what just happened is what people look for. */
export function IncidentList({ view }: { view: ControlView }) {
  const t = useTranslations("control.log")
  const lines = [...view.log].sort((a, b) => b.at.getTime() - a.at.getTime() || b.id - a.id)
  return (
    <SectionCard title={t("title")}>
      {lines.length === 0 ? (
        <p className="text-muted">{t("empty")}</p>
      ) : (
        <ScrollBox label={t("title")}>
          <ol className="flex flex-col gap-2.5">
            {lines.map((line) => (
              <Incident
                key={line.id}
                line={line}
                gatewayName={view.livestream?.gatewayName ?? null}
                now={view.serverNow}
              />
            ))}
          </ol>
        </ScrollBox>
      )}
    </SectionCard>
  )
}

type IncidentProps = { line: LogLine; gatewayName: string | null; now: Date }

function Incident({ line, gatewayName, now }: IncidentProps) {
  const t = useTranslations("control")
  const format = useFormatter()
  const why = useReason(line, gatewayName)
  const parts = [why, line.actorName && t("log.by", { name: line.actorName })].filter(Boolean)
  const isToday = format.dateTime(line.at, "date") === format.dateTime(now, "date")
  const isBad = line.to === "failed" || line.to === "interrupted"
  return (
    <li className="flex gap-3">
      <time dateTime={line.at.toISOString()} className="shrink-0 text-muted tabular-nums">
        {format.dateTime(line.at, isToday ? "clock" : "full")}
      </time>
      <span className={cn(isBad && "text-bad")}>
        {t(`log.to.${whatHappened(line)}`)}
        {parts.length > 0 && <span className="text-muted"> · {parts.join(" · ")}</span>}
      </span>
    </li>
  )
}

/** What the log's reason says, in words; null where there is none for people. */
export function useReason(line: Pick<LogLine, "reason">, gatewayName: string | null) {
  const t = useTranslations("control")
  const named = (name: string | null) =>
    name ? t("failure.gatewayName", { name }) : t("failure.someGateway")
  const reason = logReason(line)
  switch (reason.kind) {
    case "failure":
      return t(`failure.${reason.failure}.title`, { gateway: named(gatewayName) })
    case "stop":
      return t(`log.reason.${reason.reason}`)
    case "incident":
      return t(`log.reason.${reason.word}`)
    case "stopNotConfirmed":
      return t("log.reason.stopNotConfirmed")
    case "handover": {
      const { kind, from, to, failure, note } = reason.handover
      const names = { from: from ? named(from) : t("log.reason.noGateway"), to: named(to) }
      const why = t(`failure.${failure ?? "unknown"}.title`, { gateway: names.from })
      if (kind === "promised") return t("log.reason.madeWay", names)
      return kind === "moved"
        ? t("log.reason.moved", { ...names, note: note ?? "" })
        : t("log.reason.failover", { ...names, why })
    }
    case "none":
      return null
    default:
      return reason satisfies never
  }
}

function whatHappened({ from, to }: LogLine) {
  if (from === to) return isOpen(to) && to !== "stopping" ? "same" : "sameAfter"
  if (from === "interrupted" && to === "live") return "back"
  return to
}
