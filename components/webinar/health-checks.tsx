"use client"

import { CircleCheck, CircleX, Info, TriangleAlert } from "lucide-react"
import { useTranslations } from "next-intl"
import { cn } from "#components/ui/cn.ts"
import type { Check } from "#server/domain/health.ts"

const MARKS = {
  ok: { Icon: CircleCheck, tone: "text-ok" },
  warned: { Icon: TriangleAlert, tone: "text-warn" },
  failed: { Icon: CircleX, tone: "text-bad" },
  skipped: { Icon: Info, tone: "text-muted" },
} as const

/** Each thing that was looked at, with what was found and what to do. */
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
              <p className={cn("text-sm", state !== "failed" && state !== "warned" && "text-muted")}>
                {t(`finding.${finding}`)}
              </p>
            </div>
          </li>
        )
      })}
    </ul>
  )
}
