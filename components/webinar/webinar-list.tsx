import { CalendarPlus, Plus, SlidersHorizontal, SquarePen, UserPlus } from "lucide-react"
import Link from "next/link"
import { useFormatter, useTranslations } from "next-intl"
import { useId } from "react"
import { Badge } from "#components/ui/badge.tsx"
import { Button } from "#components/ui/button.tsx"
import { CopyButton } from "#components/ui/copy-button.tsx"
import { EmptyState } from "#components/ui/empty-state.tsx"
import type { WebinarCard } from "#server/domain/views.ts"
import { cardState, sortCards } from "./card-state.ts"
import { WebinarBadge } from "./webinar-badge.tsx"

type WebinarListProps = {
  cards: readonly WebinarCard[]
  canCreate: boolean
  now: Date
}

export function WebinarList({ cards, canCreate, now }: WebinarListProps) {
  const t = useTranslations("webinar.list")
  if (cards.length === 0) return <NoWebinar canCreate={canCreate} />
  const { upcoming, past } = sortCards(cards, now)
  return (
    <div className="flex flex-col gap-10">
      <CardList title={t("upcoming")} cards={upcoming} empty={t("noUpcoming")} />
      {past.length > 0 && <CardList title={t("past")} cards={past} empty="" />}
    </div>
  )
}

function NoWebinar({ canCreate }: { canCreate: boolean }) {
  const t = useTranslations("webinar.list")
  return (
    <EmptyState icon={<CalendarPlus />} title={t("emptyTitle")} action={canCreate && <CreateWebinar />}>
      {canCreate ? t("emptyText") : t("emptyNotAllowed")}
    </EmptyState>
  )
}

export function CreateWebinar() {
  const t = useTranslations("webinar.list")
  return (
    <Button asChild>
      <Link href="/webinars/new">
        <Plus aria-hidden />
        {t("create")}
      </Link>
    </Button>
  )
}

type CardListProps = Pick<WebinarListProps, "cards"> & { title: string; empty: string }

function CardList({ title, cards, empty }: CardListProps) {
  const id = useId()
  return (
    <section aria-labelledby={id} className="flex flex-col gap-4">
      <h2 id={id} className="font-semibold text-xl">
        {title}
      </h2>
      {cards.length === 0 ? (
        <p className="text-muted">{empty}</p>
      ) : (
        <ul className="flex flex-col gap-3">
          {cards.map((card) => (
            <li key={card.id}>
              <CardRow card={card} />
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

function CardRow({ card }: { card: WebinarCard }) {
  const t = useTranslations("webinar.list")
  const format = useFormatter()
  const state = cardState(card)
  const isNow = state !== "scheduled" && state !== "ended" && state !== "cancelled"
  return (
    <article className="flex flex-wrap items-center justify-between gap-x-6 gap-y-4 rounded-xl border bg-surface p-5">
      <div className="flex min-w-0 flex-1 basis-80 flex-col gap-1.5">
        <div className="flex flex-wrap items-center gap-2">
          <WebinarBadge card={card} />
          {!card.isWebinar && <Badge>{t("plainMeeting")}</Badge>}
          {!card.isOwner && <Badge icon={<UserPlus aria-hidden />}>{t("coPresenter")}</Badge>}
        </div>
        <h3 className="break-words font-semibold text-lg leading-snug">
          <Link href={`/webinars/${card.id}`} className="hover:underline">
            {card.title}
          </Link>
        </h3>
        <p className="text-muted">
          {format.dateTimeRange(card.startAt, card.endAt, "full")}
          {!card.isOwner && ` · ${t("owner", { name: card.ownerName })}`}
        </p>
      </div>
      <div className="flex flex-wrap items-center gap-2">
        <Button asChild size="sm" variant={isNow ? "primary" : "secondary"}>
          <Link
            href={`/webinars/${card.id}`}
            aria-label={t(card.isWebinar ? "controlRoomOf" : "meetingPageOf", { title: card.title })}
          >
            <SlidersHorizontal aria-hidden />
            {t(card.isWebinar ? "controlRoom" : "meetingPage")}
          </Link>
        </Button>
        <Button asChild variant="secondary" size="sm">
          <Link href={`/webinars/${card.id}/edit`} aria-label={t("editOf", { title: card.title })}>
            <SquarePen aria-hidden />
            {t("edit")}
          </Link>
        </Button>
        {card.isWebinar && (
          <CopyButton
            value={card.eventUrl}
            label={t("copyAudience")}
            copiedLabel={t("copied")}
            variant="ghost"
          />
        )}
        {state !== "ended" && (
          <CopyButton
            value={card.joinUrl}
            label={t("copySpeakers")}
            copiedLabel={t("copied")}
            variant="ghost"
          />
        )}
      </div>
    </article>
  )
}
