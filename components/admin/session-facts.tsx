import { useFormatter, useTranslations } from "next-intl"
import type { ReactNode } from "react"
import { Notice } from "#components/ui/notice.tsx"
import type { SessionView } from "#server/domain/views.ts"
import { SessionBadge } from "./session-badge.tsx"

/** What became of one session, in a glance. */
export function SessionFacts({ view }: { view: SessionView }) {
  const t = useTranslations("operations.session")
  const words = useTranslations("admin")
  const format = useFormatter()
  const { session } = view
  const name = session.stoppedBy ?? words("sessions.somebody")
  const at = (moment: Date | null) => (moment ? format.dateTime(moment, "full") : null)
  return (
    <div className="flex flex-col gap-5">
      {session.failure && (
        <Notice tone="bad" title={words(`failure.${session.failure}`)}>
          {view.failureDetail && <p className="wrap-anywhere font-mono text-sm">{view.failureDetail}</p>}
        </Notice>
      )}
      {view.gatewayEngaged && session.state !== "live" && session.endedAt && (
        <Notice tone="warn">{t("engaged")}</Notice>
      )}
      <dl className="grid grid-cols-1 gap-x-8 gap-y-4 sm:grid-cols-2 lg:grid-cols-4">
        <Fact label={t("state")}>
          <SessionBadge state={session.state} />
        </Fact>
        <Fact label={t("gateway")}>
          {session.gatewayName ?? "–"}
          {view.earlierGateways.length > 0 && (
            <span className="block text-muted text-sm">
              {t("earlier", { names: view.earlierGateways.join(", ") })}
            </span>
          )}
        </Fact>
        <Fact label={t("requested")}>
          {at(session.requestedAt)}
          <span className="block text-muted text-sm">
            {session.requestedBy
              ? words("sessions.by", { name: session.requestedBy })
              : words("sessions.itself")}
          </span>
        </Fact>
        <Fact label={t("onAir")}>{at(session.liveAt) ?? "–"}</Fact>
        <Fact label={t("ended")}>
          {at(session.endedAt) ?? "–"}
          {session.stopReason && (
            <span className="block text-muted text-sm">
              {words(`stopReason.${session.stopReason}`, { name })}
            </span>
          )}
        </Fact>
        <Fact label={t("restarts")}>{format.number(view.automaticRestarts)}</Fact>
        {view.note && <Fact label={t("note")}>{view.note}</Fact>}
      </dl>
    </div>
  )
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="flex flex-col gap-1">
      <dt className="text-muted text-sm">{label}</dt>
      <dd className="wrap-anywhere tabular-nums">{children}</dd>
    </div>
  )
}
