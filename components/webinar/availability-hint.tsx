"use client"

import { CircleCheck, TriangleAlert } from "lucide-react"
import { useTranslations } from "next-intl"
import { useEffect, useState } from "react"
import { periodOf, type TypedSchedule } from "#components/forms/schedule.ts"
import { SlotButtons } from "#components/forms/slot-buttons.tsx"
import { trpc } from "#components/trpc.tsx"

const PAUSE_MS = 400

type AvailabilityHintProps = {
  /** null: a webinar that doesn't exist yet. Its own reservation is never in its way. */
  webinarId: string | null
  typed: TypedSchedule
  change: (part: Partial<TypedSchedule>) => void
  timeZone: string
}

/** Says while dates are chosen whether a live gateway is free then. Only a hint: the save decides. */
export function AvailabilityHint({ webinarId, typed, change, timeZone }: AvailabilityHintProps) {
  const t = useTranslations("webinar.availability")
  const asked = useSettled(typed)
  const isReal = periodOf(asked, timeZone) !== null
  const { startDate, startTime } = asked
  const answer = trpc.webinar.availability.useQuery(
    { webinarId, startDate, startTime, durationMinutes: Number(asked.durationMinutes) },
    { enabled: isReal, retry: false },
  )
  const isSettled = isSame(asked, typed)
  const known = isReal && isSettled ? answer.data : undefined
  return (
    <div aria-live="polite" className="min-h-5 text-sm">
      {known === undefined && isReal && !answer.isError && <p className="text-muted">{t("checking")}</p>}
      {known?.free && (
        <p className="flex items-center gap-2">
          <CircleCheck aria-hidden className="size-4 shrink-0 text-ok" />
          {t("free")}
        </p>
      )}
      {known && !known.free && (
        <div className="flex gap-2">
          <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-warn" />
          <div>
            <p>{t("none")}</p>
            <SlotButtons slots={known.slots} timeZone={timeZone} choose={change} />
          </div>
        </div>
      )}
    </div>
  )
}

/** What is typed, once nothing has been typed for a moment. */
function useSettled({ startDate, startTime, durationMinutes }: TypedSchedule): TypedSchedule {
  const [settled, setSettled] = useState({ startDate, startTime, durationMinutes })
  useEffect(() => {
    const timer = setTimeout(() => setSettled({ startDate, startTime, durationMinutes }), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [startDate, startTime, durationMinutes])
  return settled
}

function isSame(a: TypedSchedule, b: TypedSchedule) {
  return a.startDate === b.startDate && a.startTime === b.startTime && a.durationMinutes === b.durationMinutes
}
