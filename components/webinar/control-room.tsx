"use client"

import { SquarePen } from "lucide-react"
import Link from "next/link"
import { useFormatter, useTranslations } from "next-intl"
import { useState } from "react"
import { LiveStage } from "#components/live/live-stage.tsx"
import { Button } from "#components/ui/button.tsx"
import { Notice } from "#components/ui/notice.tsx"
import { PageHeader } from "#components/ui/page-header.tsx"
import { SectionCard } from "#components/ui/section-card.tsx"
import type { Retention } from "#server/domain/retention.ts"
import type { ControlView } from "#server/domain/views.ts"
import { minutesToGatewayNeed, minutesToPlannedEnd } from "./control-state.ts"
import { ExtendEnd } from "./extend-end.tsx"
import { IncidentList } from "./incident-list.tsx"
import { LiveActions } from "./live-actions.tsx"
import { LiveStepper } from "./live-stepper.tsx"
import { ParticipantsCard, useParticipants } from "./participants-card.tsx"
import { PlainMeeting } from "./plain-meeting.tsx"
import { PreflightPanel } from "./preflight-panel.tsx"
import { PulseGauge } from "./pulse-gauge.tsx"
import { RescheduleDialog } from "./reschedule-dialog.tsx"
import { RoomChat } from "./room-chat.tsx"
import { ServerTime, useServerNow } from "./server-time.tsx"
import { StateLine } from "./state-line.tsx"
import { RetentionLine, TranscriptCard } from "./transcript-card.tsx"
import { type Control, type ControlInput, useControl } from "./use-control.ts"
import { useLiveCommands } from "./use-live-commands.ts"
import { WebinarLinks } from "./webinar-links.tsx"

export type ControlRoomProps = ControlInput & {
  retention: Retention
  timeZone: string
  maxDurationMinutes: number
}

export function ControlRoom({ retention, timeZone, maxDurationMinutes, ...input }: ControlRoomProps) {
  const control = useControl(input)
  const { view } = control
  const commands = useLiveCommands(view.webinar.id, control.reread)
  const participants = useParticipants(view)
  const [rescheduling, setRescheduling] = useState(false)
  const actions = (
    <LiveActions
      view={view}
      listeners={control.listeners}
      participants={participants.count}
      commands={commands}
      onReschedule={() => setRescheduling(true)}
    />
  )
  // A live that is still stopping after webinar mode was switched off is followed to its end.
  const isPlain = !view.webinar.isWebinar && view.livestream?.state !== "stopping"
  return (
    <ServerTime serverNow={view.serverNow}>
      <div className="flex flex-col gap-6">
        <RoomHeader view={view} timeZone={timeZone} />
        <Hints view={view} control={control} />
        {isPlain ? (
          <PlainMeeting view={view} actions={actions} participants={participants} />
        ) : (
          <>
            <StateLine view={view} listeners={control.listeners} pending={commands.pending} />
            <LiveStepper view={view} />
            {actions}
            <div className="grid gap-6 lg:grid-cols-[minmax(0,1fr)_24rem]">
              <div className="flex min-w-0 flex-col gap-6">
                <Preview control={control} />
                <PulseGauge webinarId={view.webinar.id} state={control.live.state} />
              </div>
              {/* As high as what is beside it: a long list scrolls inside. */}
              <RoomChat control={control} />
            </div>
            <div className="grid items-start gap-6 lg:grid-cols-2">
              <div className="flex min-w-0 flex-col gap-6">
                <Audience view={view} listeners={control.listeners} />
                <ParticipantsCard view={view} participants={participants} />
                <PreflightPanel
                  webinarId={view.webinar.id}
                  preflight={view.preflight}
                  onChecked={control.reread}
                />
              </div>
              <div className="flex min-w-0 flex-col gap-6">
                <IncidentList view={view} />
                <WebinarLinks view={view} />
                <TranscriptCard webinarId={view.webinar.id}>
                  <RetentionLine webinarId={view.webinar.id} retention={retention} />
                </TranscriptCard>
              </div>
            </div>
          </>
        )}
        <RescheduleDialog
          webinar={view.webinar}
          timeZone={timeZone}
          maxDurationMinutes={maxDurationMinutes}
          open={rescheduling}
          onOpenChange={setRescheduling}
          onDone={control.reread}
        />
      </div>
    </ServerTime>
  )
}

function RoomHeader({ view, timeZone }: { view: ControlView; timeZone: string }) {
  const t = useTranslations("control")
  const format = useFormatter()
  const { startAt, endAt, id, title } = view.webinar
  const isOneDay = format.dateTime(startAt, "date") === format.dateTime(endAt, "date")
  const period = `${format.dateTime(startAt, "full")} – ${format.dateTime(endAt, isOneDay ? "time" : "full")}`
  return (
    <PageHeader
      breadcrumb={
        <Link href="/webinars" className="underline underline-offset-4">
          {t("back")}
        </Link>
      }
      title={title}
      description={
        <span className="text-base">
          {period} ({timeZone})
        </span>
      }
      actions={
        <Button asChild variant="secondary">
          <Link href={`/webinars/${id}/edit`}>
            <SquarePen aria-hidden />
            {t("edit")}
          </Link>
        </Button>
      }
    />
  )
}

function Hints({ view, control }: { view: ControlView; control: Control }) {
  const t = useTranslations("control.hint")
  const now = useServerNow()
  const minutes = minutesToPlannedEnd(view, now)
  const needed = minutesToGatewayNeed(view, now)
  const seconds = Math.max(0, Math.round((Date.now() - control.readAt) / 1000))
  return (
    <>
      {control.isStale && <Notice tone="warn">{t("stale", { seconds })}</Notice>}
      {needed !== null && <Notice tone="warn">{t("needed", { minutes: needed })}</Notice>}
      {needed === null && minutes !== null && (
        <Notice
          tone="warn"
          action={
            view.plannedEnd?.canExtend && <ExtendEnd webinarId={view.webinar.id} onDone={control.reread} />
          }
        >
          {minutes > 0 ? t("plannedEnd", { minutes }) : t("overtime")}
          {view.plannedEnd?.canExtend === false && <> {t("cannotExtend")}</>}
        </Notice>
      )}
    </>
  )
}

function Preview({ control }: { control: Control }) {
  const t = useTranslations("control.preview")
  const { lowLatency } = control.view.live
  return (
    <section aria-label={t("title")} className="flex min-w-0 flex-col gap-2">
      <h2 className="font-semibold text-lg">{t("title")}</h2>
      <LiveStage live={control.live} isPreview className="rounded-xl" />
      <p className="text-muted text-sm">
        {lowLatency ? t("delayLow") : t("delayOther")} {t("muted")}
      </p>
    </section>
  )
}

function Audience({ view, listeners }: { view: ControlView; listeners: number }) {
  const t = useTranslations("control.audience")
  const format = useFormatter()
  const facts = [
    { label: t("now"), value: listeners },
    { label: t("peak"), value: Math.max(listeners, view.event.listenersPeak) },
  ]
  return (
    <SectionCard title={t("title")}>
      <dl className="grid grid-cols-2 gap-4">
        {facts.map(({ label, value }) => (
          <div key={label} className="flex flex-col-reverse">
            <dt className="text-muted text-sm">{label}</dt>
            <dd className="font-semibold text-3xl tabular-nums">{format.number(value)}</dd>
          </div>
        ))}
      </dl>
    </SectionCard>
  )
}
