import { useFormatter, useTranslations } from "next-intl"
import { Notice } from "#components/ui/notice.tsx"
import type { Pressure, Timeline } from "#server/domain/timeline.ts"

/** Whether there are gateways enough, in a sentence. */
export function TimelineForecast({ timeline: { pressure, inService } }: { timeline: Timeline }) {
  const t = useTranslations("operations.timeline")
  const when = useWhen()
  const short = pressure.filter(({ kind }) => kind === "short")
  const full = pressure.filter(({ kind }) => kind === "full")
  const count = inService
  if (pressure.length === 0) return <Notice tone="ok">{t("enough", { count })}</Notice>
  return (
    <div className="flex flex-col gap-3">
      {short.length > 0 && (
        <Notice tone="bad" title={t("shortTitle")}>
          <p>{t("shortBody", { count, wanted: Math.max(...short.map(({ wanted }) => wanted)) })}</p>
          <Times list={short.map(when)} />
        </Notice>
      )}
      {full.length > 0 && (
        <Notice tone="warn" title={t("fullTitle", { count })}>
          <p>{t("fullBody")}</p>
          <Times list={full.map(when)} />
        </Notice>
      )}
    </div>
  )
}

function Times({ list }: { list: readonly string[] }) {
  return (
    <ul className="mt-1 list-disc pl-5 tabular-nums">
      {list.map((when) => (
        <li key={when}>{when}</li>
      ))}
    </ul>
  )
}

function useWhen() {
  const t = useTranslations("operations.timeline")
  const format = useFormatter()
  return ({ from, to }: Pressure) => {
    const sameDay = format.dateTime(from, "date") === format.dateTime(to, "date")
    return t("span", {
      from: format.dateTime(from, "moment"),
      to: format.dateTime(to, sameDay ? "time" : "moment"),
    })
  }
}
