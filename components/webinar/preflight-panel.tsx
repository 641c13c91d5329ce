"use client"

import { CircleCheck, CircleX, Info } from "lucide-react"
import { useFormatter, useTranslations } from "next-intl"
import { trpc } from "#components/trpc.tsx"
import { Button } from "#components/ui/button.tsx"
import { cn } from "#components/ui/cn.ts"
import { Notice } from "#components/ui/notice.tsx"
import type { Check, Preflight } from "#server/domain/health.ts"
import { SectionCard } from "./section-card.tsx"

const MARKS = {
  ok: { Icon: CircleCheck, tone: "text-ok" },
  failed: { Icon: CircleX, tone: "text-bad" },
  skipped: { Icon: Info, tone: "text-muted" },
} as const
/** What needs attention is read first. */
const ORDER = { failed: 0, skipped: 1, ok: 2 } as const

type PreflightPanelProps = {
  webinarId: string
  preflight: Preflight | null
  /** Reads the view again, which carries the new result. */
  onChecked: () => Promise<void>
}

export function PreflightPanel({ webinarId, preflight, onChecked }: PreflightPanelProps) {
  const t = useTranslations("health")
  const run = trpc.control.preflight.useMutation({ onSuccess: onChecked })
  const result = run.data && (!preflight || run.data.at > preflight.at) ? run.data : preflight
  return (
    <SectionCard
      title={t("title")}
      action={
        <Button variant="secondary" size="sm" busy={run.isPending} onClick={() => run.mutate({ webinarId })}>
          {run.isPending ? t("running") : t("run")}
        </Button>
      }
    >
      <div className="flex flex-col gap-4">
        <p className="text-muted text-sm">{t("intro")}</p>
        {run.isError && <Notice tone="bad">{t("error")}</Notice>}
        {result ? <Result result={result} /> : <p>{t("never")}</p>}
      </div>
    </SectionCard>
  )
}

function Result({ result }: { result: Preflight }) {
  const t = useTranslations("health")
  const format = useFormatter()
  const count = result.checks.filter(({ state }) => state === "failed").length
  const checks = [...result.checks].sort((a, b) => ORDER[a.state] - ORDER[b.state])
  return (
    <>
      <p role="status" className={cn("font-semibold", count > 0 ? "text-bad" : "text-ok")}>
        {count > 0 ? t("failed", { count }) : t("ok")}{" "}
        <span className="font-normal text-muted text-sm">
          {t("at", { time: format.dateTime(result.at, "clock") })}
        </span>
      </p>
      <HealthChecks checks={checks} />
    </>
  )
}

export function HealthChecks({ checks }: { checks: readonly Check[] }) {
  const t = useTranslations("health")
  return (
    <ul className="flex flex-col gap-2.5">
      {checks.map(({ name, state, finding }) => {
        const { Icon, tone } = MARKS[state]
        return (
          <li key={name} className="flex gap-2.5">
            <Icon aria-hidden className={cn("mt-0.5 size-5 shrink-0", tone)} />
            <div className="min-w-0">
              <p className="font-medium">
                {t(`name.${name}`)}
                <span className="sr-only"> ({t(`state.${state}`)})</span>
              </p>
              <p className={cn("text-sm", state !== "failed" && "text-muted")}>{t(`finding.${finding}`)}</p>
            </div>
          </li>
        )
      })}
    </ul>
  )
}
