"use client"

import { CircleAlert, RotateCw } from "lucide-react"
import { useTranslations } from "next-intl"
import { Button } from "#components/ui/button.tsx"

type CrashProps = { reference: string | undefined; onRetry: () => void }

/** What a page shows when it fell over; the reference finds the error in the server's log. */
export function Crash({ reference, onRetry }: CrashProps) {
  const t = useTranslations("common")
  return (
    <div role="alert" className="flex max-w-text flex-col items-start gap-5 py-8">
      <CircleAlert aria-hidden className="size-10 text-bad" strokeWidth={1.5} />
      <h1 className="font-semibold text-3xl tracking-tight">{t("crashTitle")}</h1>
      <p className="text-lg text-muted">
        {reference ? t("crashBody", { reference }) : t("crashBodyNoReference")}
      </p>
      <Button onClick={onRetry}>
        <RotateCw aria-hidden />
        {t("retry")}
      </Button>
    </div>
  )
}
