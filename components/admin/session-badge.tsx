import {
  CircleCheck,
  CircleStop,
  DoorOpen,
  Hourglass,
  Image,
  LogIn,
  Radio,
  TriangleAlert,
  XCircle,
} from "lucide-react"
import { useTranslations } from "next-intl"
import { Badge } from "#components/ui/badge.tsx"
import type { LivestreamState } from "#server/domain/livestream.ts"

const LOOKS = {
  requested: { tone: "accent", Icon: Hourglass },
  meeting_ready: { tone: "accent", Icon: DoorOpen },
  gateway_starting: { tone: "accent", Icon: LogIn },
  waiting_for_picture: { tone: "accent", Icon: Image },
  live: { tone: "live", Icon: Radio },
  interrupted: { tone: "warn", Icon: TriangleAlert },
  stopping: { tone: "neutral", Icon: CircleStop },
  ended: { tone: "neutral", Icon: CircleCheck },
  failed: { tone: "bad", Icon: XCircle },
} as const satisfies Record<LivestreamState, unknown>

export function SessionBadge({ state }: { state: LivestreamState }) {
  const t = useTranslations("admin.state")
  const { tone, Icon } = LOOKS[state]
  return (
    <Badge tone={tone} icon={<Icon aria-hidden />}>
      {t(state)}
    </Badge>
  )
}
