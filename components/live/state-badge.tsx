"use client"

import { CircleCheck, CircleSlash, CircleStop, Clock3, Hourglass, Lock, Radio, RefreshCw } from "lucide-react"
import { useTranslations } from "next-intl"
import { Badge } from "#components/ui/badge.tsx"
import type { PageState } from "#server/domain/live-state.ts"

const LOOKS = {
  scheduled: { tone: "neutral", Icon: Clock3 },
  lobby: { tone: "accent", Icon: Hourglass },
  waiting: { tone: "accent", Icon: Hourglass },
  live: { tone: "live", Icon: Radio },
  interrupted: { tone: "warn", Icon: RefreshCw },
  stopped: { tone: "neutral", Icon: CircleStop },
  ended: { tone: "neutral", Icon: CircleCheck },
  cancelled: { tone: "neutral", Icon: CircleSlash },
  restricted: { tone: "neutral", Icon: Lock },
} as const satisfies Record<PageState, object>

export function StateBadge({ state }: { state: PageState }) {
  const t = useTranslations("live")
  const { tone, Icon } = LOOKS[state]
  return (
    <Badge tone={tone} icon={<Icon aria-hidden />}>
      {t(`state.${state}`)}
    </Badge>
  )
}
