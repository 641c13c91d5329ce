"use client"

import { useFormatter, useTranslations } from "next-intl"
import type { CallLine } from "#server/domain/livestream-call.ts"

/** Slower than this is worth a figure. */
const SLOW_MS = 1_000

/** One call in words: what was asked, how it went, and the facts around it. */
export function useCallWords({
  call,
  outcome,
  gatewayName,
  actorName,
  lastAt,
  times,
  durationMs,
  answer,
}: CallLine) {
  const t = useTranslations("operations.session.calls")
  const format = useFormatter()
  const seconds = durationMs === null ? null : durationMs / 1000
  const details = [
    gatewayName && t("gateway", { name: gatewayName }),
    actorName && t("by", { name: actorName }),
    seconds !== null &&
      t("took", {
        seconds: format.number(seconds, {
          maximumFractionDigits: seconds * 1000 < SLOW_MS ? 2 : 1,
        }),
      }),
    times > 1 && t("times", { times, until: format.dateTime(lastAt, "clock") }),
  ]
  return {
    name: t(`call.${call}`),
    outcome: t(`outcome.${call === "publish" && outcome === "ok" ? "let_in" : outcome}`),
    details: details.filter((detail) => detail !== null && detail !== false),
    answer: answer && (call === "publish" ? t("from", { address: answer }) : t("quoted", { answer })),
  }
}
