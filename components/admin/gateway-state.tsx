import { Ban, CircleCheck, Radio, Wrench } from "lucide-react"
import Link from "next/link"
import { useTranslations } from "next-intl"
import type { ReactNode } from "react"
import { Badge } from "#components/ui/badge.tsx"
import type { GatewayRow } from "#server/domain/views.ts"

type Facts = Pick<GatewayRow, "busyWith" | "enabled" | "maintenance">

export function gatewayStateOf({ busyWith, enabled, maintenance }: Facts) {
  if (busyWith) return "busy" as const
  if (enabled && maintenance !== null) return "maintenance" as const
  return enabled ? ("free" as const) : ("disabled" as const)
}

const LOOKS = {
  busy: { tone: "accent", Icon: Radio },
  free: { tone: "ok", Icon: CircleCheck },
  disabled: { tone: "neutral", Icon: Ban },
  maintenance: { tone: "warn", Icon: Wrench },
} as const

export function GatewayState({ gateway }: { gateway: GatewayRow }) {
  const t = useTranslations("admin.gateways")
  const words = useTranslations("operations.maintenance")
  const state = gatewayStateOf(gateway)
  const { tone, Icon } = LOOKS[state]
  return (
    <div className="flex flex-col items-start gap-1 text-sm">
      <Badge tone={tone} icon={<Icon aria-hidden />}>
        {state === "maintenance" ? words("state") : t(state)}
      </Badge>
      {gateway.busyWith && (
        <p>
          {t.rich("busyWith", {
            title: gateway.busyWith.webinarTitle,
            link: (title: ReactNode) => (
              <Link
                href={`/admin/sessions/${gateway.busyWith?.livestreamId}`}
                className="text-accent underline underline-offset-4 hover:text-accent-hover"
              >
                {title}
              </Link>
            ),
          })}
        </p>
      )}
      {gateway.busyWith && !gateway.enabled && <Badge icon={<Ban aria-hidden />}>{t("disabled")}</Badge>}
      {gateway.maintenance !== null && (
        <p className="wrap-anywhere text-muted">
          {gateway.busyWith && `${words("state")}: `}
          {gateway.maintenance}
        </p>
      )}
      {!gateway.enabled && <p className="text-muted">{t("disabledHelp")}</p>}
    </div>
  )
}
