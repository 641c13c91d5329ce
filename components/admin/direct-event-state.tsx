import Link from "next/link"
import { useFormatter, useTranslations } from "next-intl"
import type { ReactNode } from "react"
import { Badge } from "#components/ui/badge.tsx"
import { Notice } from "#components/ui/notice.tsx"
import { SectionCard } from "#components/ui/section-card.tsx"
import type { DirectEventView } from "#server/domain/views.ts"
import { EncoderKey } from "./encoder-key.tsx"
import { STATE_TONES } from "./state-tones.ts"

/** What listeners see of it now, and what its encoder has to know. */
export function DirectEventState({ view }: { view: DirectEventView }) {
  const t = useTranslations("encoder.state")
  const words = useTranslations("operations.events.liveState")
  const format = useFormatter()
  return (
    <SectionCard title={t("title")}>
      <dl className="grid grid-cols-1 gap-x-8 gap-y-4 sm:grid-cols-2">
        <Fact label={t("state")}>
          <Badge tone={STATE_TONES[view.state]}>{words(view.state)}</Badge>
        </Fact>
        <Fact label={t("planned")}>
          {format.dateTime(view.startAt, "full")}
          <span className="block text-muted text-sm">
            {t("until", { end: format.dateTime(view.endAt, "full") })}
          </span>
        </Fact>
        <Fact label={t("picture")}>
          <PictureWords picture={view.picture} />
        </Fact>
        <Fact label={t("listeners")}>
          {format.number(view.listeners)}
          <span className="block text-muted text-sm">{t("peak", { count: view.listenersPeak })}</span>
        </Fact>
      </dl>
      <p className="max-w-text text-muted text-sm">{t(`now.${view.state}`)}</p>
    </SectionCard>
  )
}

function PictureWords({ picture }: Pick<DirectEventView, "picture">) {
  const t = useTranslations("encoder.state")
  const format = useFormatter()
  if (!picture) return t("never")
  const words = { at: format.dateTime(picture.since, "moment") }
  return t(picture.playing ? "playing" : "gone", words)
}

export function DirectEventEncoder({ broadcaster }: Pick<DirectEventView, "broadcaster">) {
  const t = useTranslations("encoder.place")
  return (
    <SectionCard title={t("title")}>
      {!broadcaster && <Notice tone="warn">{t("none")}</Notice>}
      {broadcaster && (
        <p className="max-w-text">
          {t.rich(broadcaster.hlsUrl ? "other" : "own", {
            name: broadcaster.name,
            url: broadcaster.hlsUrl ?? "",
            link: (words) => (
              <Link
                href={`/admin/broadcasters/${broadcaster.id}`}
                className="text-accent underline underline-offset-4"
              >
                {words}
              </Link>
            ),
          })}
          {broadcaster.gatewayName && ` ${t("shared", { gateway: broadcaster.gatewayName })}`}
        </p>
      )}
      {broadcaster?.encoder && <EncoderKey broadcaster={broadcaster} encoder={broadcaster.encoder} />}
    </SectionCard>
  )
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="flex flex-col items-start gap-1">
      <dt className="text-muted text-sm">{label}</dt>
      <dd className="wrap-anywhere tabular-nums">{children}</dd>
    </div>
  )
}
