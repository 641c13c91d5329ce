"use client"

import { useTranslations } from "next-intl"
import { useCallback, useEffect, useState } from "react"
import { refusalOf } from "#components/live/refusal.ts"
import { trpc } from "#components/trpc.tsx"
import { Badge } from "#components/ui/badge.tsx"
import { Button } from "#components/ui/button.tsx"
import { Dialog, DialogContent } from "#components/ui/dialog.tsx"
import { Notice } from "#components/ui/notice.tsx"
import { Skeleton } from "#components/ui/skeleton.tsx"
import type { MessageState } from "#server/domain/chat.ts"
import { MUTE_MINUTES, type SanctionInForce } from "#server/domain/chat-rules.ts"
import type { PersonView } from "#server/domain/moderation.ts"
import { type PointedPerson, useDesk } from "./desk.ts"
import { Failure } from "./failure.tsx"
import { PersonMessages } from "./person-messages.tsx"
import { PersonQuestions } from "./person-questions.tsx"
import { SanctionText } from "./sanction-text.tsx"
import type { Acts } from "./use-acts.ts"

type PersonDialogProps = {
  about: PointedPerson | null
  acts: Acts
  failure: string | null
  onClose: () => void
}

/** All that one person wrote here, and their name where they used a pseudonym. */
export function PersonDialog({ about, acts, failure, onClose }: PersonDialogProps) {
  const t = useTranslations("moderation.person")
  return (
    <Dialog open={about !== null} onOpenChange={(open) => !open && onClose()}>
      <DialogContent
        title={about?.authorName ? t("title", { name: about.authorName }) : t("titleUnnamed")}
        description={t("description")}
      >
        <Failure code={failure} />
        {about && <Person about={about} acts={acts} />}
      </DialogContent>
    </Dialog>
  )
}

function Person({ about, acts }: { about: PointedPerson; acts: Acts }) {
  const common = useTranslations("common")
  const errors = useTranslations("errors")
  const { person, failure, read, learn } = usePerson(about)
  if (failure)
    return (
      <Notice
        tone="bad"
        action={
          <Button variant="secondary" size="sm" onClick={read}>
            {common("retry")}
          </Button>
        }
      >
        {errors.has(failure) ? errors(failure) : errors("internal")}
      </Notice>
    )
  if (!person) return <Skeleton className="h-40" />
  const setState = (id: string, state: MessageState) =>
    learn({
      messages: person.messages.map((message) => (message.id === id ? { ...message, state } : message)),
    })
  return (
    <>
      <Identity person={person} />
      {!person.isGuest && !person.isProtected && (
        <Sanctions
          about={{ ...about, authorName: person.name }}
          sanction={person.sanction}
          acts={acts}
          onChange={(sanction) => learn({ sanction })}
        />
      )}
      <PersonMessages person={person} acts={acts} onState={setState} />
      <PersonQuestions person={person} />
      {person.messages.length + person.questions.length === 0 && <Nothing />}
    </>
  )
}

function Nothing() {
  const t = useTranslations("moderation.person")
  return <p className="text-muted">{t("nothing")}</p>
}

/** Each reading is recorded, so it is done once, and what is done here is noted without another. */
function usePerson({ target }: PointedPerson) {
  const { eventId } = useDesk()
  const client = trpc.useUtils().client.moderation
  const [person, setPerson] = useState<PersonView | null>(null)
  const [failure, setFailure] = useState<string | null>(null)
  const key = JSON.stringify(target)
  const read = useCallback(() => {
    setFailure(null)
    client.lookUp
      .mutate({ eventId, ...JSON.parse(key) })
      .then(setPerson, (error: unknown) => setFailure(refusalOf(error) ?? "offline"))
  }, [client, eventId, key])
  useEffect(read, [read])
  const learn = (change: Partial<PersonView>) => setPerson((known) => known && { ...known, ...change })
  return { person, failure, read, learn }
}

function Identity({ person }: { person: PersonView }) {
  const t = useTranslations("moderation.person")
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
      <bdi className="wrap-anywhere font-semibold text-lg">{person.name}</bdi>
      {person.isGuest && <Badge>{t("guest")}</Badge>}
      {person.isProtected && <Badge tone="accent">{t("protected")}</Badge>}
      {person.alias !== null && <p className="w-full text-muted">{t("alias", { alias: person.alias })}</p>}
    </div>
  )
}

type SanctionsProps = {
  about: PointedPerson
  sanction: SanctionInForce | null
  acts: Acts
  onChange: (sanction: SanctionInForce | null) => void
}

function Sanctions({ about, sanction, acts, onChange }: SanctionsProps) {
  const t = useTranslations("moderation.menu")
  if (sanction)
    return (
      <div className="flex flex-wrap items-center justify-between gap-3 rounded-md bg-warn-soft px-4 py-2.5">
        <p className="text-warn">
          <SanctionText sanction={sanction} />
        </p>
        <Button
          variant="secondary"
          size="sm"
          onClick={async () => {
            if (await acts.lift(about)) onChange(null)
          }}
        >
          {t("lift")}
        </Button>
      </div>
    )
  const order = async (ordered: Promise<SanctionInForce | null>) => {
    const holds = await ordered
    if (holds) onChange(holds)
  }
  return (
    <div className="flex flex-wrap items-center gap-2">
      <span className="text-muted text-sm">{t("muteFor")}</span>
      {MUTE_MINUTES.map((minutes) => (
        <Button
          key={minutes}
          variant="secondary"
          size="sm"
          aria-label={t("mute", { minutes })}
          onClick={() => void order(acts.mute(about, minutes))}
        >
          {t("minutes", { minutes })}
        </Button>
      ))}
      <Button variant="destructive" size="sm" className="ml-auto" onClick={() => void order(acts.ban(about))}>
        {t("ban")}
      </Button>
    </div>
  )
}
