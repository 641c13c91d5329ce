"use client"

import { useTranslations } from "next-intl"
import { useId } from "react"
import { Button } from "#components/ui/button.tsx"
import type { Slot } from "#server/domain/free-slots.ts"
import { fieldId } from "./field-id.ts"
import { type TypedSchedule, typedMoment } from "./schedule.ts"
import { usePeriodWords } from "./schedule-fields.tsx"

type SlotButtonsProps = {
  slots: readonly Slot[]
  timeZone: string
  choose: (moment: Pick<TypedSchedule, "startDate" | "startTime">) => void
}

/** The nearest times at which a live gateway is free; one click puts one into the form. */
export function SlotButtons({ slots, timeZone, choose }: SlotButtonsProps) {
  const t = useTranslations("webinar")
  const words = usePeriodWords(timeZone)
  const labelId = useId()
  if (slots.length === 0) return <p>{t("availability.nothing")}</p>
  return (
    <div className="mt-2 flex flex-col gap-2">
      <p id={labelId}>{t("availability.nearest")}</p>
      <ul aria-labelledby={labelId} className="flex flex-wrap gap-2">
        {slots.map((slot) => (
          <li key={slot.startAt.getTime()}>
            <Button
              variant="secondary"
              size="sm"
              className="h-auto min-h-8 whitespace-normal py-1 text-left"
              onClick={() => {
                choose(typedMoment(slot.startAt, timeZone))
                // The button goes with what it mends: the focus moves on to what it filled.
                document.getElementById(fieldId("startDate"))?.focus()
              }}
            >
              {t("field.period", words({ start: slot.startAt, end: slot.endAt }))}
            </Button>
          </li>
        ))}
      </ul>
    </div>
  )
}
