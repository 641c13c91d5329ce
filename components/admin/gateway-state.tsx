import { Ban, CircleCheck, Radio } from "lucide-react"
import Link from "next/link"
import { useTranslations } from "next-intl"
import type { ReactNode } from "react"
import { Badge } from "#components/ui/badge.tsx"
import type { GatewayRow } from "#server/domain/views.ts"

export function gatewayStateOf({ busyWith, enabled }: Pick<GatewayRow, "busyWith" | "enabled">) {
  if (busyWith) return "busy" as const
  return enabled ? ("free" as const) : ("disabled" as const)
}

const LOOKS = {
  busy: { tone: "accent", Icon: Radio },
  free: { tone: "ok", Icon: CircleCheck },
  disabled: { tone: "neutral", Icon: Ban },
} as const

export function GatewayState({ gateway }: { gateway: GatewayRow }) {
  const t = useTranslations("admin.gateways")
  const state = gatewayStateOf(gateway)
  const { tone, Icon } = LOOKS[state]
  return (
    <div className="flex flex-col items-start gap-1 text-sm">
      <Badge tone={tone} icon={<Icon aria-hidden />}>
        {t(state)}
      </Badge>
      {gateway.busyWith && (
        <p>
          {t.rich("busyWith", {
            title: gateway.busyWith.webinarTitle,
            link: (title: ReactNode) => (
              <Link
                href={`/admin/sessions?state=open#${gateway.busyWith?.livestreamId}`}
                className="text-accent underline underline-offset-4 hover:text-accent-hover"
              >
                {title}
              </Link>
            ),
          })}
        </p>
      )}
      {gateway.busyWith && !gateway.enabled && <Badge icon={<Ban aria-hidden />}>{t("disabled")}</Badge>}
      {!gateway.enabled && <p className="text-muted">{t("disabledHelp")}</p>}
    </div>
  )
}
