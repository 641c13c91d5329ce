"use client"

import { MonitorPlay, UserRound } from "lucide-react"
import { useTranslations } from "next-intl"
import { trpc } from "#components/trpc.tsx"
import { Badge } from "#components/ui/badge.tsx"
import { Notice } from "#components/ui/notice.tsx"
import { SectionCard } from "#components/ui/section-card.tsx"
import { Skeleton } from "#components/ui/skeleton.tsx"
import type { ControlView, Participant } from "#server/domain/views.ts"
import { ScrollBox } from "./scroll-box.tsx"

const REREAD_MS = 10_000

export type Participants = ReturnType<typeof useParticipants>

export function useParticipants(view: ControlView) {
  const query = trpc.control.participants.useQuery(
    { webinarId: view.webinar.id },
    { enabled: view.meeting.running, refetchInterval: REREAD_MS, retry: false },
  )
  const people = view.meeting.running ? (query.data ?? null) : []
  return {
    people,
    isError: query.isError,
    count: people?.filter((each) => !each.isStreamingUser).length ?? 0,
  }
}

export function ParticipantsCard({ view, participants }: { view: ControlView; participants: Participants }) {
  const t = useTranslations("control.participants")
  const { people, isError, count } = participants
  return (
    <SectionCard
      title={t("title")}
      action={view.meeting.running && people && <Badge>{t("count", { count })}</Badge>}
    >
      {isError && view.meeting.running && <Notice tone="warn">{t("failed")}</Notice>}
      {!view.meeting.running ? (
        <p className="text-muted">{t("none")}</p>
      ) : people === null ? (
        !isError && <Skeleton className="h-24" />
      ) : people.length === 0 ? (
        <p className="text-muted">{t("empty")}</p>
      ) : (
        <ScrollBox label={t("title")}>
          <ul className="flex flex-col gap-2">
            {people.map((person) => (
              <Person key={person.userId} person={person} />
            ))}
          </ul>
        </ScrollBox>
      )}
    </SectionCard>
  )
}

function Person({ person }: { person: Participant }) {
  const t = useTranslations("control.participants")
  const Icon = person.isStreamingUser ? MonitorPlay : UserRound
  return (
    <li className="flex items-center gap-2.5">
      <Icon aria-hidden className="size-4 shrink-0 text-muted" />
      <span className="min-w-0 truncate">{person.isStreamingUser ? t("streamingUser") : person.name}</span>
      {!person.isStreamingUser && (
        <span className="ml-auto shrink-0 text-muted text-sm">{t(person.role)}</span>
      )}
    </li>
  )
}
