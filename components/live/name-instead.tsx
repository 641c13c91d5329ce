"use client"

import { useTranslations } from "next-intl"
import { useState } from "react"
import { Button } from "#components/ui/button.tsx"
import { useIsPast } from "./use-is-past.ts"

/** The pseudonym that was chosen can't be used any more. */
export function NameInstead({ myName, onAgree }: { myName: string; onAgree: () => void }) {
  const t = useTranslations("chat.alias")
  return (
    <div role="status" className="mb-2 rounded-md bg-warn-soft px-3 py-2 text-sm text-warn">
      <p>{t("withdrawn")}</p>
      <Button variant="link" size="sm" className="mt-1" onClick={onAgree}>
        {t("writeAs", { name: myName })}
      </Button>
    </div>
  )
}

/** Mostly it is known at once. */
const PATIENCE_MS = 1_500

export function NameUnknown() {
  const t = useTranslations("chat.alias")
  const [sinceMs] = useState(() => Date.now())
  const isLong = useIsPast(sinceMs + PATIENCE_MS)
  return (
    <p role="status" className="mb-2 rounded-md bg-warn-soft px-3 py-2 text-sm text-warn empty:hidden">
      {isLong && t("unknown")}
    </p>
  )
}
