"use client"

import { useTranslations } from "next-intl"
import { PULSE_ICONS } from "#components/pulse/pulse-icons.ts"
import { trpc } from "#components/trpc.tsx"
import { Notice } from "#components/ui/notice.tsx"
import { SectionCard } from "#components/ui/section-card.tsx"
import type { PageState } from "#server/domain/live-state.ts"
import { PULSES, type PulseView } from "#server/domain/pulse.ts"

/** Answers fade without a signal. */
const REREAD_MS = 5_000

export function PulseGauge({ webinarId, state }: { webinarId: string; state: PageState }) {
  const t = useTranslations("pulse.gauge")
  const isOnAir = state === "live" || state === "interrupted"
  const query = trpc.pulse.get.useQuery(
    { webinarId },
    { enabled: isOnAir, refetchInterval: REREAD_MS, staleTime: 0, retry: false },
  )
  if (!isOnAir) return null
  return (
    <SectionCard title={t("title")}>
      {query.isError ? (
        <Notice tone="warn">{t("stale")}</Notice>
      ) : query.data?.counts ? (
        <Shares answers={query.data.answers} counts={query.data.counts} />
      ) : (
        <p className="text-muted">
          {query.data?.answers ? t("few", { count: query.data.answers }) : t("none")}
        </p>
      )}
    </SectionCard>
  )
}

type SharesProps = { answers: number; counts: NonNullable<PulseView["counts"]> }

function Shares({ answers, counts }: SharesProps) {
  const t = useTranslations("pulse")
  return (
    <div className="flex flex-col gap-3">
      <p className="text-muted text-sm">{t("gauge.answers", { count: answers })}</p>
      <dl className="grid grid-cols-[auto_minmax(0,1fr)_auto] items-center gap-x-3 gap-y-2">
        {PULSES.map((pulse) => {
          const Icon = PULSE_ICONS[pulse]
          const share = counts[pulse] / answers
          return (
            <div key={pulse} className="contents">
              <dt className="flex items-center gap-1.5">
                <Icon aria-hidden className="size-4 text-muted" />
                {t(pulse)}
              </dt>
              <dd aria-hidden className="h-2 overflow-hidden rounded-full bg-surface-2">
                <div className="h-full rounded-full bg-accent" style={{ width: `${share * 100}%` }} />
              </dd>
              <dd className="text-right tabular-nums">{t("gauge.line", { count: counts[pulse], share })}</dd>
            </div>
          )
        })}
      </dl>
    </div>
  )
}
