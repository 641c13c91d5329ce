"use client"

import { useTranslations } from "next-intl"
import { type SubmitEvent, useState } from "react"
import { toast } from "sonner"
import { type Refusal, refusalOf } from "#components/forms/refusal.ts"
import { type TypedSchedule, typedMoment } from "#components/forms/schedule.ts"
import { ScheduleFields, usePeriod } from "#components/forms/schedule-fields.tsx"
import { useStoredWords } from "#components/forms/use-stored-words.ts"
import { trpc } from "#components/trpc.tsx"
import { Button } from "#components/ui/button.tsx"
import { Dialog, DialogClose, DialogContent, DialogFooter } from "#components/ui/dialog.tsx"
import { Notice } from "#components/ui/notice.tsx"
import type { ControlView } from "#server/domain/views.ts"
import { AvailabilityHint } from "./availability-hint.tsx"
import { RefusalNotice } from "./live-actions.tsx"
import { useErrorWords } from "./use-error-words.ts"

type RescheduleDialogProps = {
  webinar: ControlView["webinar"]
  timeZone: string
  maxDurationMinutes: number
  open: boolean
  onOpenChange: (open: boolean) => void
  onDone: () => Promise<void>
}

export function RescheduleDialog({ open, onOpenChange, ...props }: RescheduleDialogProps) {
  const t = useTranslations("control.reschedule")
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      <DialogContent title={t("title")} description={t("text")} className="max-w-2xl">
        <RescheduleForm {...props} close={() => onOpenChange(false)} />
      </DialogContent>
    </Dialog>
  )
}

type RescheduleFormProps = Omit<RescheduleDialogProps, "open" | "onOpenChange"> & { close: () => void }

/** Mounted with the dialog, so that it always begins with the dates as they are. */
function RescheduleForm({ webinar, timeZone, maxDurationMinutes, onDone, close }: RescheduleFormProps) {
  const t = useTranslations("control.reschedule")
  const words = useErrorWords()
  const storedWords = useStoredWords()
  const [typed, setTyped] = useState(() => typedSchedule(webinar, timeZone))
  const [shown] = useState(typed)
  const [refusal, setRefusal] = useState<Refusal | null>(null)
  const [isTold, setTold] = useState(false)
  const stored = typedSchedule(webinar, timeZone)
  const reschedule = trpc.control.reschedule.useMutation()
  const utils = trpc.useUtils()
  const changeTyped = (part: Partial<TypedSchedule>) => {
    setRefusal(null)
    setTyped((before) => ({ ...before, ...part }))
  }
  const submit = async () => {
    try {
      // Who was told what somebody else made of them meanwhile decides knowing that.
      const loaded = datesOf(isTold ? stored : shown)
      await reschedule.mutateAsync({ webinarId: webinar.id, ...datesOf(typed), loaded })
    } catch (error) {
      await utils.webinar.availability.invalidate()
      const refused = refusalOf(error)
      if (refused.code === "conflict") await onDone()
      setTold(refused.code === "conflict")
      return setRefusal(refused)
    }
    toast.success(t("done"))
    close()
    await onDone()
  }
  const onSubmit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    if (!reschedule.isPending) void submit()
  }
  const errorOf = (field: string) => {
    const key = refusal?.fields[field]
    return key === "changedMeanwhile" ? storedWords(field, stored) : key && words(key)
  }
  return (
    <form noValidate onSubmit={onSubmit} className="flex flex-col gap-5">
      {refusal && Object.keys(refusal.fields).length === 0 && (
        <DatesRefused code={refusal.code} typed={typed} timeZone={timeZone} />
      )}
      <ScheduleFields
        typed={typed}
        change={changeTyped}
        errorOf={errorOf}
        timeZone={timeZone}
        maxDurationMinutes={maxDurationMinutes}
      />
      {webinar.isWebinar && (
        <AvailabilityHint webinarId={webinar.id} typed={typed} change={changeTyped} timeZone={timeZone} />
      )}
      <DialogFooter>
        <DialogClose>
          <Button variant="ghost">{t("cancel")}</Button>
        </DialogClose>
        <Button type="submit" busy={reschedule.isPending}>
          {t("save")}
        </Button>
      </DialogFooter>
    </form>
  )
}

function DatesRefused({ code, typed, timeZone }: { code: string; typed: TypedSchedule; timeZone: string }) {
  const t = useTranslations("webinar.errors")
  const period = usePeriod(typed, timeZone)
  if (code !== "no_gateway" || !period) return <RefusalNotice code={code} />
  return (
    <Notice tone="bad" title={t("noGatewayTitle")}>
      {t("noGateway", period)}
    </Notice>
  )
}

function datesOf({ startDate, startTime, durationMinutes }: TypedSchedule) {
  return { startDate, startTime, durationMinutes: Number(durationMinutes) }
}

function typedSchedule(webinar: ControlView["webinar"], timeZone: string): TypedSchedule {
  const minutes = Math.round((webinar.endAt.getTime() - webinar.startAt.getTime()) / 60_000)
  return { ...typedMoment(webinar.startAt, timeZone), durationMinutes: String(minutes) }
}
