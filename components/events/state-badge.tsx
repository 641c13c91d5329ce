import { Ban, CircleCheck, CirclePause, Clock, Hourglass, Radio, TriangleAlert } from "lucide-react"
import { useTranslations } from "next-intl"
import { Badge } from "#components/ui/badge.tsx"
import type { LiveState } from "#server/domain/live-state.ts"

const LOOKS = {
  scheduled: { tone: "neutral", Icon: Clock },
  lobby: { tone: "accent", Icon: Clock },
  waiting: { tone: "accent", Icon: Hourglass },
  live: { tone: "live", Icon: Radio },
  interrupted: { tone: "warn", Icon: TriangleAlert },
  stopped: { tone: "neutral", Icon: CirclePause },
  ended: { tone: "neutral", Icon: CircleCheck },
  cancelled: { tone: "neutral", Icon: Ban },
} as const satisfies Record<LiveState, unknown>

export function StateBadge({ state }: { state: LiveState }) {
  const t = useTranslations("events.state")
  const { tone, Icon } = LOOKS[state]
  return (
    <Badge tone={tone} icon={<Icon aria-hidden />}>
      {t(state)}
    </Badge>
  )
}
