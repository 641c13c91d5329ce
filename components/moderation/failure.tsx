"use client"

import { X } from "lucide-react"
import { useTranslations } from "next-intl"
import { Button } from "#components/ui/button.tsx"
import { useDesk } from "./desk.ts"

/** What wasn't done, in words, until something is. */
export function Failure({ code }: { code: string | null }) {
  const t = useTranslations("moderation.failed")
  const errors = useTranslations("errors")
  const { fail } = useDesk()
  return (
    <div role="alert" className="empty:hidden">
      {code && (
        <div className="flex items-start gap-2 border-t bg-bad-soft px-4 py-2 text-bad text-sm">
          <p className="min-w-0 flex-1 py-1">
            {t("title")} {t.has(code) ? t(code) : errors.has(code) ? errors(code) : errors("internal")}
          </p>
          <Button
            variant="ghost"
            size="icon"
            aria-label={t("dismiss")}
            className="size-8 shrink-0 text-bad"
            onClick={() => fail(null)}
          >
            <X aria-hidden />
          </Button>
        </div>
      )}
    </div>
  )
}
