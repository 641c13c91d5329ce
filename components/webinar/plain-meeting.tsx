"use client"

import Link from "next/link"
import { useTranslations } from "next-intl"
import type { ReactNode } from "react"
import { Badge } from "#components/ui/badge.tsx"
import { Button } from "#components/ui/button.tsx"
import { Notice } from "#components/ui/notice.tsx"
import type { ControlView } from "#server/domain/views.ts"
import { type Participants, ParticipantsCard } from "./participants-card.tsx"
import { WebinarLinks } from "./webinar-links.tsx"

type PlainMeetingProps = { view: ControlView; actions: ReactNode; participants: Participants }

/** With webinar mode off there is a meeting and nothing else. */
export function PlainMeeting({ view, actions, participants }: PlainMeetingProps) {
  const t = useTranslations("control.plain")
  return (
    <>
      <p role="status">{view.meeting.running ? <Badge tone="ok">{t("running")}</Badge> : t("idle")}</p>
      {actions}
      <Notice
        title={t("explainTitle")}
        action={
          <Button asChild variant="secondary" size="sm">
            <Link href={`/webinars/${view.webinar.id}/edit`}>{t("switchOn")}</Link>
          </Button>
        }
      >
        {t("explain")}
      </Notice>
      <div className="grid gap-6 lg:grid-cols-2">
        <ParticipantsCard view={view} participants={participants} />
        <WebinarLinks view={view} />
      </div>
    </>
  )
}
