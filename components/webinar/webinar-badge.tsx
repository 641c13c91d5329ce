import {
  CircleAlert,
  CircleCheck,
  CircleSlash,
  CircleStop,
  Clock3,
  Hourglass,
  Radio,
  RefreshCw,
  Users,
} from "lucide-react"
import { useTranslations } from "next-intl"
import { Badge } from "#components/ui/badge.tsx"
import type { WebinarCard } from "#server/domain/views.ts"
import { type CardState, cardState } from "./card-state.ts"

const LOOKS = {
  scheduled: { tone: "neutral", Icon: Clock3 },
  lobby: { tone: "accent", Icon: Hourglass },
  preparing: { tone: "accent", Icon: Hourglass },
  live: { tone: "live", Icon: Radio },
  interrupted: { tone: "warn", Icon: RefreshCw },
  stopping: { tone: "accent", Icon: Hourglass },
  stopped: { tone: "neutral", Icon: CircleStop },
  failed: { tone: "bad", Icon: CircleAlert },
  ended: { tone: "neutral", Icon: CircleCheck },
  cancelled: { tone: "neutral", Icon: CircleSlash },
  meetingRunning: { tone: "ok", Icon: Users },
} as const satisfies Record<CardState, object>

/** The presenter's word for how a webinar stands, where listeners are told less. */
export function WebinarBadge({ card }: { card: WebinarCard }) {
  const t = useTranslations("webinar.state")
  const state = cardState(card)
  const { tone, Icon } = LOOKS[state]
  return (
    <Badge tone={tone} icon={<Icon aria-hidden />}>
      {t(state)}
    </Badge>
  )
}
