"use client"

import { Download } from "lucide-react"
import Link from "next/link"
import { useFormatter, useTranslations } from "next-intl"
import type { ReactNode } from "react"
import { Button } from "#components/ui/button.tsx"
import { Menu, MenuContent, MenuItem, MenuTrigger } from "#components/ui/menu.tsx"
import { SectionCard } from "#components/ui/section-card.tsx"
import type { Retention } from "#server/domain/retention.ts"
import { TRANSCRIPT_FORMATS } from "#server/domain/transcript.ts"

type TranscriptCardProps = { webinarId: string; children: ReactNode }

/** What remains of the chat: to take home, and for how long it is kept. */
export function TranscriptCard({ webinarId, children }: TranscriptCardProps) {
  const t = useTranslations("transcript")
  return (
    <SectionCard title={t("title")} action={<DownloadMenu webinarId={webinarId} />}>
      <p className="max-w-text text-muted">{t("description")}</p>
      {children}
    </SectionCard>
  )
}

function DownloadMenu({ webinarId }: { webinarId: string }) {
  const t = useTranslations("transcript")
  return (
    <Menu>
      <MenuTrigger>
        <Button variant="secondary">
          <Download aria-hidden />
          {t("download")}
        </Button>
      </MenuTrigger>
      <MenuContent>
        {TRANSCRIPT_FORMATS.map((format) => (
          <MenuItem key={format} asChild>
            <a href={`/webinars/${webinarId}/transcript?format=${format}`}>{t(`format.${format}`)}</a>
          </MenuItem>
        ))}
      </MenuContent>
    </Menu>
  )
}

/** For the control room, where nothing else about it is changed. */
export function RetentionLine({ webinarId, retention }: { webinarId: string; retention: Retention }) {
  const t = useTranslations("transcript")
  return (
    <p>
      <DeletionText deleteAt={retention.deleteAt} />{" "}
      <Link
        href={`/webinars/${webinarId}/edit#chat-transcript`}
        className="text-accent underline underline-offset-4"
      >
        {t("change")}
      </Link>
    </p>
  )
}

export function DeletionText({ deleteAt }: { deleteAt: Date | null }) {
  const t = useTranslations("transcript")
  const format = useFormatter()
  if (!deleteAt) return t("notDeleted")
  return t("deletedOn", { date: format.dateTime(deleteAt, "date") })
}
