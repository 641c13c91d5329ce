"use client"

import { CircleHelp, HeartPulse, TriangleAlert } from "lucide-react"
import { useRouter } from "next/navigation"
import { useFormatter, useTranslations } from "next-intl"
import { useState } from "react"
import { refusalOf } from "#components/forms/refusal.ts"
import { trpc } from "#components/trpc.tsx"
import { Badge } from "#components/ui/badge.tsx"
import { Button } from "#components/ui/button.tsx"
import { Dialog, DialogClose, DialogContent, DialogFooter, DialogTrigger } from "#components/ui/dialog.tsx"
import { Notice } from "#components/ui/notice.tsx"
import { HealthChecks } from "#components/webinar/health-checks.tsx"
import type { GatewayHealth as Health } from "#server/domain/health.ts"
import type { GatewayRow } from "#server/domain/views.ts"

const LOOKS = {
  ok: { tone: "ok", Icon: HeartPulse },
  failed: { tone: "bad", Icon: TriangleAlert },
  unknown: { tone: "neutral", Icon: CircleHelp },
} as const

export function healthStateOf({ health }: Pick<GatewayRow, "health">) {
  return health?.state ?? "unknown"
}

/** A badge with its word and age; opened, what was looked at and what to do. */
export function GatewayHealth({ gateway }: { gateway: GatewayRow }) {
  const t = useTranslations("operations.health")
  const format = useFormatter()
  const { name, healthCheckedAt } = gateway
  const state = healthStateOf(gateway)
  const { tone, Icon } = LOOKS[state]
  const checkedAt = healthCheckedAt && format.dateTime(healthCheckedAt, "moment")
  return (
    <Dialog>
      <DialogTrigger>
        <button
          type="button"
          aria-label={t("open", { name, state: t(state) })}
          className="flex flex-col items-start gap-1 rounded-md text-left text-sm hover:underline"
        >
          <Badge tone={tone} icon={<Icon aria-hidden />}>
            {t(state)}
          </Badge>
          <span className="text-muted tabular-nums">
            {checkedAt ? t("checked", { at: checkedAt }) : t("never")}
          </span>
        </button>
      </DialogTrigger>
      <DialogContent
        title={t("title", { name })}
        description={checkedAt ? t("checkedLong", { at: checkedAt }) : t("never")}
      >
        <Details gateway={gateway} />
      </DialogContent>
    </Dialog>
  )
}

function Details({ gateway }: { gateway: GatewayRow }) {
  const t = useTranslations("operations.health")
  const common = useTranslations("common")
  const probe = useProbe(gateway.id)
  const health: Health | null = probe.found ?? gateway.health
  return (
    <>
      {probe.problem && <Notice tone="bad">{probe.problem}</Notice>}
      {health ? <HealthChecks checks={health.checks} /> : <p className="text-muted">{t("neverHelp")}</p>}
      {health?.version && <p className="text-muted text-sm">{t("version", { version: health.version })}</p>}
      <DialogFooter>
        <Button variant="secondary" busy={probe.busy} onClick={probe.run}>
          {t(probe.busy ? "checking" : "check")}
        </Button>
        <DialogClose>
          <Button>{common("close")}</Button>
        </DialogClose>
      </DialogFooter>
    </>
  )
}

/** Looks at a gateway now; the page behind learns of it too. */
export function useProbe(gatewayId: string) {
  const t = useTranslations("operations.health")
  const messages = useTranslations("errors")
  const router = useRouter()
  const probe = trpc.admin.probeGateway.useMutation()
  const [problem, setProblem] = useState<string | null>(null)
  const run = async () => {
    setProblem(null)
    try {
      await probe.mutateAsync({ gatewayId })
    } catch (error) {
      const { code } = refusalOf(error)
      setProblem(messages.has(code) ? messages(code) : t("network"))
    }
    router.refresh()
  }
  return { run: () => void run(), busy: probe.isPending, found: probe.data ?? null, problem }
}
