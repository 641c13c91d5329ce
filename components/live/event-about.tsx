"use client"

import { CalendarPlus } from "lucide-react"
import { useFormatter, useTranslations } from "next-intl"
import type { ReactNode } from "react"
import { Button } from "#components/ui/button.tsx"
import type { LiveView } from "#server/domain/views.ts"
import { ChatText } from "./chat-text.tsx"
import { ShareDialog } from "./share-dialog.tsx"

type EventAboutProps = { event: LiveView["event"]; pageUrl: string }

export function EventAbout({ event, pageUrl }: EventAboutProps) {
  const t = useTranslations("live")
  const format = useFormatter()
  return (
    <div className="flex flex-col gap-5 p-4">
      <dl className="flex flex-col gap-3">
        <Fact term={t("when")}>
          {format.dateTime(event.startAt, "day")}, {format.dateTime(event.startAt, "time")}
          {" – "}
          {format.dateTime(event.endAt, "timeZoned")}
        </Fact>
        <Fact term={t("organiser")}>{event.organiser}</Fact>
      </dl>
      {event.description && <ChatText text={event.description} />}
      <EventActions event={event} pageUrl={pageUrl} />
    </div>
  )
}

export function EventActions({ event, pageUrl }: EventAboutProps) {
  const t = useTranslations("live")
  return (
    <div className="flex flex-wrap gap-2">
      <ShareDialog title={event.title} pageUrl={pageUrl} />
      <Button asChild variant="secondary">
        <a href={`/api/events/${event.slug}/calendar`}>
          <CalendarPlus aria-hidden />
          {t("addToCalendar")}
        </a>
      </Button>
    </div>
  )
}

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div>
      <dt className="text-muted text-sm">{term}</dt>
      <dd>{children}</dd>
    </div>
  )
}
