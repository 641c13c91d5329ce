"use client"

import { useFormatter, useTranslations } from "next-intl"
import { Field } from "#components/ui/field.tsx"
import { Input } from "#components/ui/input.tsx"
import { Select } from "#components/ui/select.tsx"
import { fieldId } from "./field-id.ts"
import { durationChoices, type Period, periodOf, type TypedSchedule } from "./schedule.ts"

type ScheduleFieldsProps = {
  typed: TypedSchedule
  change: (part: Partial<TypedSchedule>) => void
  errorOf: (field: keyof TypedSchedule) => string | undefined
  timeZone: string
  maxDurationMinutes: number
}

/** Date, time and duration, and what they come to; also in the control room's dialog. */
export function ScheduleFields({
  typed,
  change,
  errorOf,
  timeZone,
  maxDurationMinutes,
}: ScheduleFieldsProps) {
  const t = useTranslations("webinar.field")
  return (
    <div className="flex flex-col gap-4">
      <div className="grid gap-4 sm:grid-cols-3">
        <Field label={t("startDate")} htmlFor={fieldId("startDate")} error={errorOf("startDate")} required>
          <Input
            type="date"
            value={typed.startDate}
            onChange={(event) => change({ startDate: event.target.value })}
          />
        </Field>
        <Field label={t("startTime")} htmlFor={fieldId("startTime")} error={errorOf("startTime")} required>
          <Input
            type="time"
            step={60}
            value={typed.startTime}
            onChange={(event) => change({ startTime: event.target.value })}
          />
        </Field>
        <Field
          label={t("durationMinutes")}
          htmlFor={fieldId("durationMinutes")}
          error={errorOf("durationMinutes")}
          required
        >
          <DurationSelect typed={typed} change={change} maxMinutes={maxDurationMinutes} />
        </Field>
      </div>
      <PeriodLine typed={typed} timeZone={timeZone} />
    </div>
  )
}

type DurationSelectProps = Pick<ScheduleFieldsProps, "typed" | "change"> & { maxMinutes: number }

function DurationSelect({ typed, change, maxMinutes, ...wiring }: DurationSelectProps) {
  const t = useTranslations("webinar.field")
  return (
    <Select
      {...wiring}
      value={typed.durationMinutes}
      onChange={(event) => change({ durationMinutes: event.target.value })}
    >
      {durationChoices(maxMinutes, Number(typed.durationMinutes)).map((minutes) => (
        <option key={minutes} value={minutes}>
          {t("durationValue", { hours: Math.floor(minutes / 60), minutes: minutes % 60 })}
        </option>
      ))}
    </Select>
  )
}

function PeriodLine({ typed, timeZone }: { typed: TypedSchedule; timeZone: string }) {
  const t = useTranslations("webinar.field")
  const period = usePeriod(typed, timeZone)
  return (
    <p className="text-muted text-sm" aria-live="polite">
      {period ? t("period", period) : t("periodMissing")} · {t("zone", { zone: timeZone })}
    </p>
  )
}

const DAY = { weekday: "long", day: "numeric", month: "long", year: "numeric" } as const

/** Start and end of what is typed, in words. */
export function usePeriod(typed: TypedSchedule, timeZone: string) {
  const words = usePeriodWords(timeZone)
  const period = periodOf(typed, timeZone)
  return period && words(period)
}

/** The end without its day when it is the same. */
export function usePeriodWords(timeZone: string) {
  const format = useFormatter()
  const day = (moment: Date) => format.dateTime(moment, { ...DAY, timeZone })
  const time = (moment: Date) => format.dateTime(moment, "time", { timeZone })
  return ({ start, end }: Period) => ({
    start: `${day(start)}, ${time(start)}`,
    end: day(start) === day(end) ? time(end) : `${day(end)}, ${time(end)}`,
  })
}
