"use client"

import { useFormatter, useTranslations } from "next-intl"
import { useReason } from "#components/webinar/incident-list.tsx"
import type { LogLine } from "#server/domain/views.ts"
import { SessionBadge } from "./session-badge.tsx"

type SessionLogProps = { log: readonly LogLine[]; gatewayName: string | null }

/** Every move and incident, oldest first, with the time it took until the next. */
export function SessionLog({ log, gatewayName }: SessionLogProps) {
  const t = useTranslations("operations.session")
  if (log.length === 0) return <p className="text-muted">{t("noLog")}</p>
  return (
    <ol className="flex flex-col">
      {log.map((line, index) => (
        <Entry key={line.id} line={line} before={log[index - 1] ?? null} gatewayName={gatewayName} />
      ))}
    </ol>
  )
}

type EntryProps = { line: LogLine; before: LogLine | null; gatewayName: string | null }

function Entry({ line, before, gatewayName }: EntryProps) {
  const t = useTranslations("operations.session")
  const format = useFormatter()
  const why = useReason(line, gatewayName)
  const day = format.dateTime(line.at, "date")
  const isNewDay = !before || format.dateTime(before.at, "date") !== day
  const seconds = before ? Math.round((line.at.getTime() - before.at.getTime()) / 1000) : null
  return (
    <>
      {isNewDay && <li className="py-2 font-medium text-muted text-sm">{day}</li>}
      <li className="grid grid-cols-[5rem_1fr] gap-x-3 gap-y-1 border-t py-2.5 sm:grid-cols-[5rem_6rem_11rem_1fr]">
        <time dateTime={line.at.toISOString()} className="tabular-nums">
          {format.dateTime(line.at, "clock")}
        </time>
        <span className="text-muted text-sm tabular-nums leading-6">
          {seconds === null ? "" : t("after", { minutes: Math.floor(seconds / 60), seconds: seconds % 60 })}
        </span>
        <span className="col-start-2 sm:col-start-auto">
          {line.from === line.to ? (
            <span className="text-sm">{t("incident")}</span>
          ) : (
            <SessionBadge state={line.to} />
          )}
        </span>
        <span className="wrap-anywhere col-start-2 text-sm leading-6 sm:col-start-auto">
          {[why, line.actorName && t("by", { name: line.actorName })].filter(Boolean).join(" · ")}
        </span>
      </li>
    </>
  )
}
