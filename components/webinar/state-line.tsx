"use client"

import { CircleAlert, CircleCheck, Clock, LoaderCircle, Radio, TriangleAlert } from "lucide-react"
import { useFormatter, useTranslations } from "next-intl"
import { cn } from "#components/ui/cn.ts"
import { MAX_AUTOMATIC_RESTARTS } from "#server/domain/livestream.ts"
import type { ControlView } from "#server/domain/views.ts"
import { type ControlTone, secondsSince, stateSentence, USUAL_STOP_SECONDS } from "./control-state.ts"
import { Elapsed, useServerNow } from "./server-time.tsx"
import type { PendingCommand } from "./use-live-commands.ts"

const TONES: Record<ControlTone, { box: string; icon: string; Icon: typeof Clock }> = {
  neutral: { box: "bg-surface", icon: "text-muted", Icon: Clock },
  busy: { box: "border-accent/40 bg-accent-soft", icon: "animate-spin text-accent", Icon: LoaderCircle },
  live: { box: "border-live/40 bg-live-soft", icon: "text-live", Icon: Radio },
  ok: { box: "border-ok/40 bg-ok-soft", icon: "text-ok", Icon: CircleCheck },
  warn: { box: "border-warn/40 bg-warn-soft", icon: "text-warn", Icon: TriangleAlert },
  bad: { box: "border-bad/40 bg-bad-soft", icon: "text-bad", Icon: CircleAlert },
}

type StateLineProps = { view: ControlView; listeners: number; pending: PendingCommand | null }

/** The one sentence that says how things are; a command under way speaks first. */
export function StateLine({ view, listeners, pending }: StateLineProps) {
  const t = useTranslations("control")
  const sentence = stateSentence(view)
  const words = useSentenceWords(view, listeners)
  const tone = pending ? "busy" : sentence.tone
  const { box, icon, Icon } = TONES[tone]
  const text = pending ? t(`action.pending.${pending.action}`) : words.full
  const now = useServerNow()
  // A command was clicked by this browser's clock; everything else is dated by the server's.
  const seconds = pending
    ? secondsSince(new Date(pending.sinceMs), new Date())
    : sentence.since && secondsSince(sentence.since, now)
  const isStopping = !pending && sentence.key.startsWith("stopping_")
  return (
    <section
      aria-label={t("state.label")}
      className={cn("flex items-start gap-3 rounded-xl border px-4 py-4 md:px-5", box)}
    >
      <Icon aria-hidden className={cn("mt-0.5 size-6 shrink-0", icon)} />
      <div className="flex min-w-0 flex-col gap-1">
        <p className="font-semibold text-lg leading-snug">
          {text}
          {seconds !== null && tone !== "neutral" && tone !== "bad" && (
            <span className="font-normal text-base text-muted">
              {!pending && sentence.key === "live" ? ` · ${t("state.liveFor")} ` : " · "}
              <Elapsed seconds={seconds} />
              {isStopping && `, ${t("state.usualStop", { seconds: USUAL_STOP_SECONDS })}`}
            </span>
          )}
        </p>
        {!pending && words.detail && <p className="max-w-text">{words.detail}</p>}
      </div>
      <p role="status" className="sr-only">
        {pending ? text : `${words.spoken} ${words.detail ?? ""}`}
      </p>
    </section>
  )
}

/** `spoken` leaves out what changes all the time. */
function useSentenceWords(view: ControlView, listeners: number) {
  const t = useTranslations("control")
  const format = useFormatter()
  const { key, failure } = stateSentence(view)
  const failed = useFailureWords(view)
  if (key === "failed" || key === "stopping_failure" || key === "stopped_failure") {
    const isTidying = key === "stopping_failure"
    const full = isTidying ? t(`state.${key}`) : t("state.failedBecause", { reason: failed.title })
    const detail = isTidying ? `${failed.title}. ${failed.remedy}` : failed.remedy
    return { full, spoken: full, detail }
  }
  const full = t(`state.${key}`, {
    listeners,
    lowLatency: String(view.live.lowLatency),
    start: format.dateTime(view.webinar.startAt, "moment"),
    restarts: view.livestream?.automaticRestarts ?? 0,
    maxRestarts: MAX_AUTOMATIC_RESTARTS,
  })
  const detail = failure ? `${failed.title}. ${t("failure.retrying")}` : null
  return { full, spoken: key === "live" ? t("state.liveShort") : full, detail }
}

export function useFailureWords(view: ControlView) {
  const t = useTranslations("control.failure")
  const failure = view.livestream?.failure ?? "unknown"
  const name = view.livestream?.gatewayName ?? view.gatewayName
  const gateway = name ? t("gatewayName", { name }) : t("someGateway")
  return { title: t(`${failure}.title`, { gateway }), remedy: t(`${failure}.remedy`) }
}
