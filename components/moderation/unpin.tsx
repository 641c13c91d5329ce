"use client"

import { PinOff } from "lucide-react"
import { useTranslations } from "next-intl"
import { Button } from "#components/ui/button.tsx"
import { useActs } from "./use-acts.ts"

export function Unpin() {
  const t = useTranslations("moderation.pin")
  const { pin } = useActs()
  return (
    <Button
      variant="ghost"
      size="icon"
      aria-label={t("takeDown")}
      title={t("takeDown")}
      className="-my-1 -mr-2 size-8 shrink-0"
      onClick={() => void pin(null)}
    >
      <PinOff aria-hidden />
    </Button>
  )
}
