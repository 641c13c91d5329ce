"use client"

import { useTranslations } from "next-intl"
import { Button } from "#components/ui/button.tsx"

/** A part of the settings that did not come; the others are there. */
export function ReadFailure({ onRetry }: { onRetry: () => void }) {
  const t = useTranslations("moderation.failed")
  const common = useTranslations("common")
  return (
    <div role="alert" className="flex flex-wrap items-center gap-x-3 text-bad text-sm">
      {t("reading")}
      <Button variant="link" size="sm" onClick={onRetry}>
        {common("retry")}
      </Button>
    </div>
  )
}
