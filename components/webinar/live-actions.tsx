"use client"

import { CalendarClock, DoorOpen, OctagonX, Play, RotateCw, Square } from "lucide-react"
import { useTranslations } from "next-intl"
import { useState } from "react"
import { ConfirmDialog } from "#components/ui/alert-dialog.tsx"
import { Button } from "#components/ui/button.tsx"
import { Notice } from "#components/ui/notice.tsx"
import type { ControlView } from "#server/domain/views.ts"
import { allowedActions } from "./control-state.ts"
import type { useLiveCommands } from "./use-live-commands.ts"

type LiveActionsProps = {
  view: ControlView
  listeners: number
  participants: number
  commands: ReturnType<typeof useLiveCommands>
  onReschedule: () => void
}

/** By risk, from left to right; what can't be asked now isn't offered. */
export function LiveActions({ view, listeners, participants, commands, onReschedule }: LiveActionsProps) {
  const t = useTranslations("control")
  const allowed = allowedActions(view)
  const { pending, run } = commands
  const starts = allowed.has("start")
  const isUnderWay = (action: string) => pending?.action === action
  return (
    <div className="flex flex-col gap-4">
      <section aria-label={t("action.label")} className="flex flex-wrap items-center gap-3">
        {starts && (
          <Button size="lg" busy={isUnderWay("start")} onClick={() => void run("start")}>
            <Play aria-hidden />
            {view.meeting.running ? t("action.startAgain") : t("action.start")}
          </Button>
        )}
        <EnterMeeting webinarId={view.webinar.id} isPrimary={!starts} />
        {allowed.has("restart") && (
          <Button variant="secondary" busy={isUnderWay("restart")} onClick={() => void run("restart")}>
            <RotateCw aria-hidden />
            {t("action.restart")}
          </Button>
        )}
        {allowed.has("stop") && (
          <Button variant="secondary" busy={isUnderWay("stop")} onClick={() => void run("stop")}>
            <Square aria-hidden />
            {t("action.stop")}
          </Button>
        )}
        <Button variant="secondary" onClick={onReschedule}>
          <CalendarClock aria-hidden />
          {t("action.reschedule")}
        </Button>
        {allowed.has("endAll") && (
          <EndForEverybody
            view={view}
            listeners={listeners}
            participants={participants}
            busy={isUnderWay("endAll")}
            onConfirm={() => void run("endAll")}
          />
        )}
      </section>
      {commands.refusal && <RefusalNotice code={commands.refusal.code} />}
    </div>
  )
}

/** A plain form, so that the new tab isn't a pop-up that browsers block. */
export function EnterMeeting({ webinarId, isPrimary }: { webinarId: string; isPrimary: boolean }) {
  const t = useTranslations("control.action")
  return (
    <form
      method="post"
      action={`/api/webinars/${encodeURIComponent(webinarId)}/enter`}
      target="_blank"
      rel="noopener"
    >
      <Button type="submit" size="lg" variant={isPrimary ? "primary" : "secondary"} title={t("enterHelp")}>
        <DoorOpen aria-hidden />
        {t("enter")}
        <span className="sr-only"> ({t("enterHelp")})</span>
      </Button>
    </form>
  )
}

type EndForEverybodyProps = Pick<LiveActionsProps, "view" | "listeners" | "participants"> & {
  busy: boolean
  onConfirm: () => void
}

export function EndForEverybody({ view, listeners, participants, busy, onConfirm }: EndForEverybodyProps) {
  const t = useTranslations("control")
  const [open, setOpen] = useState(false)
  return (
    <ConfirmDialog
      trigger={
        <Button variant="destructive" busy={busy} className="sm:ml-auto">
          <OctagonX aria-hidden />
          {t("action.endAll")}
        </Button>
      }
      open={open}
      onOpenChange={setOpen}
      title={t("endAll.title", { title: view.webinar.title })}
      description={
        view.webinar.isWebinar
          ? t("endAll.text", { participants, listeners })
          : t("endAll.textPlain", { participants })
      }
      confirmLabel={t("endAll.confirm")}
      onConfirm={() => {
        // The answer shows in the state line; the dialog doesn't wait for it.
        setOpen(false)
        onConfirm()
      }}
    />
  )
}

export function RefusalNotice({ code }: { code: string }) {
  const t = useTranslations("control.action")
  const messages = useTranslations("errors")
  const own = `failed.${code}`
  return (
    <Notice tone={code === "conflict" ? "info" : "bad"} title={t("failedTitle")}>
      {t.has(own) ? t(own) : messages.has(code) ? messages(code) : t("failed.other")}
    </Notice>
  )
}
