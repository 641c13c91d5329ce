"use client"

import { useTranslations } from "next-intl"
import type { TypedSchedule } from "#components/forms/schedule.ts"
import { usePeriodWords } from "#components/forms/schedule-fields.tsx"
import { SlotButtons } from "#components/forms/slot-buttons.tsx"
import type { Taken } from "#server/domain/direct-event.ts"

type TakenNoticeProps = {
  taken: Taken
  timeZone: string
  choose: (moment: Pick<TypedSchedule, "startDate" | "startTime">) => void
}

/** Which events have the broadcaster at the wished time, and when nobody has it. */
export function TakenNotice({ taken: { inTheWay, slots }, timeZone, choose }: TakenNoticeProps) {
  const t = useTranslations("encoder.taken")
  const words = usePeriodWords(timeZone)
  return (
    <div className="mt-2 flex flex-col gap-1">
      <p>{t("inTheWay", { count: inTheWay.length })}</p>
      <ul className="flex list-disc flex-col gap-1 pl-5">
        {inTheWay.map(({ title, startAt, endAt }) => (
          <li key={`${title} ${startAt.getTime()}`}>
            {t("event", { title, ...words({ start: startAt, end: endAt }) })}
          </li>
        ))}
      </ul>
      {slots.length > 0 ? (
        <SlotButtons slots={slots} timeZone={timeZone} choose={choose} />
      ) : (
        <p>{t("noSlots")}</p>
      )}
    </div>
  )
}
