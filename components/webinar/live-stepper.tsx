"use client"

import { Check, Circle, LoaderCircle, X } from "lucide-react"
import { useFormatter, useTranslations } from "next-intl"
import { cn } from "#components/ui/cn.ts"
import type { StepStatus } from "#server/domain/livestream.ts"
import type { ControlView } from "#server/domain/views.ts"
import { type StepLine, secondsSince, stepLines, USUAL_SECONDS } from "./control-state.ts"
import { useServerNow } from "./server-time.tsx"
import { useFailureWords } from "./state-line.tsx"

const MARKS: Record<StepStatus, { ring: string; Icon: typeof Check; icon?: string }> = {
  todo: { ring: "border-border-strong bg-surface text-muted", Icon: Circle, icon: "opacity-0" },
  doing: { ring: "border-accent bg-accent-soft text-accent", Icon: LoaderCircle, icon: "animate-spin" },
  done: { ring: "border-ok bg-ok-soft text-ok", Icon: Check },
  failed: { ring: "border-bad bg-bad-soft text-bad", Icon: X },
}

export function LiveStepper({ view }: { view: ControlView }) {
  const t = useTranslations("control.step")
  return (
    <ol aria-label={t("label")} className="grid gap-4 sm:grid-cols-2 lg:grid-cols-4">
      {stepLines(view).map((line) => (
        <Step key={line.step} line={line} view={view} />
      ))}
    </ol>
  )
}

function Step({ line, view }: { line: StepLine; view: ControlView }) {
  const t = useTranslations("control.step")
  const { ring, Icon, icon } = MARKS[line.status]
  return (
    <li
      aria-current={line.status === "doing" ? "step" : undefined}
      className="flex items-start gap-3 lg:border-t-2 lg:pt-3"
    >
      <span className={cn("flex size-7 shrink-0 items-center justify-center rounded-full border-2", ring)}>
        <Icon aria-hidden className={cn("size-4", icon)} strokeWidth={3} />
      </span>
      <div className="flex min-w-0 flex-col">
        <span className={cn("font-medium", line.status === "todo" && "text-muted")}>
          {t(line.step)}
          <span className="sr-only">: {t(`status.${line.status}`)}</span>
        </span>
        <span className="text-muted text-sm tabular-nums">
          <StepWords line={line} view={view} />
        </span>
      </div>
    </li>
  )
}

function StepWords({ line, view }: { line: StepLine; view: ControlView }) {
  const t = useTranslations("control.step")
  const format = useFormatter()
  const now = useServerNow()
  const failed = useFailureWords(view)
  if (line.status === "failed") return <span className="text-bad">{failed.title}</span>
  if (line.at) return t("done", { time: format.dateTime(line.at, "clock") })
  if (!line.waitingSince) return t("todo")
  const seconds = secondsSince(line.waitingSince, now)
  const [from, to] = USUAL_SECONDS[line.step]
  return t(seconds > to ? "slow" : "doing", { seconds, from, to })
}
