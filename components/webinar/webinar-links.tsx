"use client"

import { ExternalLink } from "lucide-react"
import { useTranslations } from "next-intl"
import type { ReactNode } from "react"
import { Button } from "#components/ui/button.tsx"
import { CopyButton } from "#components/ui/copy-button.tsx"
import { SectionCard } from "#components/ui/section-card.tsx"
import type { ControlView } from "#server/domain/views.ts"

export function WebinarLinks({ view }: { view: ControlView }) {
  const t = useTranslations("control.links")
  return (
    <SectionCard title={t("title")}>
      {view.webinar.isWebinar && (
        <LinkRow title={t("audience")} help={t("audienceHelp")} url={view.event.url} copy={t("copyAudience")}>
          <Button asChild variant="ghost" size="sm">
            <a href={view.event.url} target="_blank" rel="noreferrer">
              <ExternalLink aria-hidden />
              {t("open")}
            </a>
          </Button>
        </LinkRow>
      )}
      <LinkRow title={t("speakers")} help={t("speakersHelp")} url={view.joinUrl} copy={t("copySpeakers")} />
    </SectionCard>
  )
}

type LinkRowProps = { title: string; help: string; url: string; copy: string; children?: ReactNode }

function LinkRow({ title, help, url, copy, children }: LinkRowProps) {
  const t = useTranslations("control.links")
  return (
    <div className="flex flex-col gap-1.5">
      <h3 className="font-medium">{title}</h3>
      <p className="text-muted text-sm">{help}</p>
      <p className="break-all rounded-md bg-surface-2 px-3 py-2 text-sm">{url}</p>
      <div className="flex flex-wrap gap-2">
        <CopyButton value={url} label={copy} copiedLabel={t("copied")} />
        {children}
      </div>
    </div>
  )
}
