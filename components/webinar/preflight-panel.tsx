"use client"

import { useFormatter, useTranslations } from "next-intl"
import { trpc } from "#components/trpc.tsx"
import { Button } from "#components/ui/button.tsx"
import { cn } from "#components/ui/cn.ts"
import { Notice } from "#components/ui/notice.tsx"
import { SectionCard } from "#components/ui/section-card.tsx"
import type { Preflight } from "#server/domain/health.ts"
import { HealthChecks } from "./health-checks.tsx"

/** What needs attention is read first. */
const ORDER = { failed: 0, warned: 1, skipped: 2, ok: 3 } as const

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
  const failed = result.checks.filter(({ state }) => state === "failed").length
  const warned = result.checks.filter(({ state }) => state === "warned").length
  const checks = [...result.checks].sort((a, b) => ORDER[a.state] - ORDER[b.state])
  return (
    <>
      <p
        role="status"
        className={cn("font-semibold", failed > 0 ? "text-bad" : warned > 0 ? "text-warn" : "text-ok")}
      >
        {failed > 0 ? t("failed", { count: failed }) : warned > 0 ? t("warned", { count: warned }) : t("ok")}{" "}
        <span className="font-normal text-muted text-sm">
          {t("at", { time: format.dateTime(result.at, "clock") })}
        </span>
      </p>
      <HealthChecks checks={checks} />
    </>
  )
}
