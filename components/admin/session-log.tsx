"use client"

import { useFormatter, useTranslations } from "next-intl"
import type { ReactNode } from "react"
import { useReason } from "#components/webinar/incident-list.tsx"
import { type CallLine, type SessionEntry, sessionEntries } from "#server/domain/livestream-call.ts"
import type { LogLine } from "#server/domain/views.ts"
import { useCallWords } from "./call-words.ts"
import { SessionBadge } from "./session-badge.tsx"

type SessionLogProps = {
  log: readonly LogLine[]
  calls: readonly CallLine[]
  gatewayName: string | null
}

/** Every move, incident, command and answer, oldest first, with the time it took until the next. */
export function SessionLog({ log, calls, gatewayName }: SessionLogProps) {
  const t = useTranslations("operations.session")
  const entries = sessionEntries(log, calls)
  if (entries.length === 0) return <p className="text-muted">{t("noLog")}</p>
  return (
    <ol className="flex flex-col">
      {entries.map((entry, index) => (
        <Entry
          key={`${entry.kind}-${entry.id}`}
          entry={entry}
          before={entries[index - 1] ?? null}
          gatewayName={gatewayName}
        />
      ))}
    </ol>
  )
}

type EntryProps = {
  entry: SessionEntry<LogLine>
  before: SessionEntry<LogLine> | null
  gatewayName: string | null
}

function Entry({ entry, before, gatewayName }: EntryProps) {
  const t = useTranslations("operations.session")
  const format = useFormatter()
  const day = format.dateTime(entry.at, "date")
  const isNewDay = !before || format.dateTime(before.at, "date") !== day
  const seconds = before ? Math.round((entry.at.getTime() - before.at.getTime()) / 1000) : null
  return (
    <>
      {isNewDay && <li className="py-2 font-medium text-muted text-sm">{day}</li>}
      <li className="grid grid-cols-[5rem_1fr] gap-x-3 gap-y-1 border-t py-2.5 sm:grid-cols-[5rem_6rem_11rem_1fr]">
        <time dateTime={entry.at.toISOString()} className="tabular-nums">
          {format.dateTime(entry.at, "clock")}
        </time>
        <span className="text-muted text-sm tabular-nums leading-6">
          {seconds === null ? "" : t("after", { minutes: Math.floor(seconds / 60), seconds: seconds % 60 })}
        </span>
        {entry.kind === "move" ? <Move line={entry} gatewayName={gatewayName} /> : <Answer line={entry} />}
      </li>
    </>
  )
}

function Move({ line, gatewayName }: { line: LogLine; gatewayName: string | null }) {
  const t = useTranslations("operations.session")
  const why = useReason(line, gatewayName)
  const what =
    line.from === line.to ? (
      <span className="text-sm">{t("incident")}</span>
    ) : (
      <SessionBadge state={line.to} />
    )
  return (
    <Columns what={what}>
      {[why, line.actorName && t("by", { name: line.actorName })].filter(Boolean).join(" · ")}
    </Columns>
  )
}

function Answer({ line }: { line: CallLine }) {
  const { name, outcome, details, answer } = useCallWords(line)
  return (
    <Columns what={<span className="text-muted text-sm leading-6">{name}</span>}>
      {outcome}
      {details.length > 0 && <span className="text-muted"> · {details.join(" · ")}</span>}
      {answer && <span className="block text-muted">{answer}</span>}
    </Columns>
  )
}

function Columns({ what, children }: { what: ReactNode; children: ReactNode }) {
  return (
    <>
      <span className="col-start-2 sm:col-start-auto">{what}</span>
      <span className="wrap-anywhere col-start-2 text-sm leading-6 sm:col-start-auto">{children}</span>
    </>
  )
}
