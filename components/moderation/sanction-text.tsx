"use client"

import { useFormatter, useTranslations } from "next-intl"
import type { SanctionInForce } from "#server/domain/chat-rules.ts"

export function SanctionText({ sanction }: { sanction: SanctionInForce }) {
  const t = useTranslations("moderation.sanction")
  const format = useFormatter()
  if (sanction.until === null) return t("ban")
  return t("mute", { time: format.dateTime(sanction.until, "clock") })
}
