"use client"

import { useTranslations } from "next-intl"
import { refusalOf } from "#components/forms/refusal.ts"
import { trpc } from "#components/trpc.tsx"
import { Button } from "#components/ui/button.tsx"
import { EXTENSIONS } from "#server/domain/webinar.ts"

const REFUSALS = ["no_gateway", "conflict"] as const

/** One click keeps the gateway longer; a refusal says why. */
export function ExtendEnd({ webinarId, onDone }: { webinarId: string; onDone: () => Promise<void> }) {
  const t = useTranslations("control.hint")
  const extend = trpc.control.extend.useMutation({ onSettled: onDone })
  const refusal = extend.error ? refusalOf(extend.error).code : null
  return (
    <div className="flex flex-col items-start gap-2">
      <fieldset className="flex flex-wrap items-center gap-2">
        <legend className="sr-only">{t("extend")}</legend>
        {EXTENSIONS.map((minutes) => (
          <Button
            key={minutes}
            variant="secondary"
            size="sm"
            busy={extend.isPending && extend.variables.minutes === minutes}
            onClick={() => !extend.isPending && extend.mutate({ webinarId, minutes })}
          >
            {t("extendBy", { minutes })}
          </Button>
        ))}
      </fieldset>
      {refusal && (
        <p role="alert" className="text-bad text-sm">
          {t(`extendFailed.${REFUSALS.find((each) => each === refusal) ?? "other"}`)}
        </p>
      )}
    </div>
  )
}
