"use client"

import { useTranslations } from "next-intl"
import { useEffect, useId, useState, useSyncExternalStore } from "react"
import { trpc } from "#components/trpc.tsx"
import { cn } from "#components/ui/cn.ts"
import { PULSES } from "#server/domain/pulse.ts"
import { PULSE_ICONS } from "./pulse-icons.ts"
import { PulseSession } from "./pulse-session.ts"

/** One press tells the presenter whether the listener follows. */
export function PulseBar({ eventId }: { eventId: string }) {
  const t = useTranslations("pulse")
  const id = useId()
  const { client } = trpc.useUtils()
  const [session] = useState(() => new PulseSession((value) => client.pulse.set.mutate({ eventId, value })))
  const { value, isRefused } = useSyncExternalStore(
    session.subscribe,
    session.getSnapshot,
    session.getSnapshot,
  )
  useEffect(() => session.stop, [session])
  return (
    <div className="shrink-0 border-b px-4 py-2">
      <div className="flex flex-col gap-1.5">
        <p className="flex flex-wrap items-baseline justify-between gap-x-3 text-sm">
          <span id={id} className="font-medium">
            {t("label")}
          </span>
          <span className="text-muted text-xs">{t("help")}</span>
        </p>
        {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for controls of a form */}
        <div role="group" aria-labelledby={id} className="grid grid-cols-3 gap-1.5">
          {PULSES.map((pulse) => {
            const Icon = PULSE_ICONS[pulse]
            return (
              <button
                key={pulse}
                type="button"
                aria-pressed={value === pulse}
                onClick={() => void session.press(pulse)}
                className={cn(
                  "inline-flex min-h-8 items-center justify-center gap-1.5 whitespace-nowrap rounded-md border px-2 text-sm transition-colors duration-100",
                  value === pulse
                    ? "border-accent bg-accent-soft font-medium text-accent"
                    : "border-border-strong/60 hover:border-border-strong hover:bg-surface-2",
                )}
              >
                <Icon aria-hidden className="size-3.5" />
                {t(pulse)}
              </button>
            )
          })}
        </div>
      </div>
      <p role="status" className="mt-1 text-bad text-sm empty:hidden">
        {isRefused ? t("refused") : null}
      </p>
    </div>
  )
}
