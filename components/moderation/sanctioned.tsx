"use client"

import { UserSearch } from "lucide-react"
import { useFormatter, useTranslations } from "next-intl"
import { trpc } from "#components/trpc.tsx"
import { Button } from "#components/ui/button.tsx"
import { Skeleton } from "#components/ui/skeleton.tsx"
import type { SanctionedPerson } from "#server/domain/moderation.ts"
import { useDesk } from "./desk.ts"
import { ReadFailure } from "./read-failure.tsx"
import { SanctionText } from "./sanction-text.tsx"
import type { Acts } from "./use-acts.ts"

/** As everybody knows them; who it is, is looked up. */
export function Sanctioned({ acts }: { acts: Acts }) {
  const t = useTranslations("moderation.settings")
  const { eventId } = useDesk()
  const query = trpc.moderation.sanctioned.useQuery({ eventId }, { gcTime: 0 })
  return (
    <section className="flex flex-col items-start gap-2">
      <h3 className="font-medium text-[0.9375rem]">{t("sanctioned")}</h3>
      {query.isError && <ReadFailure onRetry={() => void query.refetch()} />}
      {query.isPending && <Skeleton className="h-10 w-full" />}
      {query.data?.length === 0 && <p className="text-muted">{t("nobodySanctioned")}</p>}
      {query.data && query.data.length > 0 && (
        <>
          <ul className="flex w-full flex-col divide-y rounded-md border">
            {query.data.map((person) => (
              <Person key={person.handle} person={person} acts={acts} />
            ))}
          </ul>
          <p className="text-muted text-sm">{t("sanctionedHelp")}</p>
        </>
      )}
    </section>
  )
}

function Person({ person, acts }: { person: SanctionedPerson; acts: Acts }) {
  const t = useTranslations("moderation.settings")
  const menu = useTranslations("moderation.menu")
  const who = useTranslations("moderation.person")
  const format = useFormatter()
  const { ask } = useDesk()
  const { handle, name, sanction, since, byName } = person
  const about = { target: { sanction: handle }, authorName: name }
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 px-3 py-2">
      <div className="min-w-0 flex-1 basis-40">
        <p className="wrap-anywhere">{name === null ? t("unnamed") : <bdi>{name}</bdi>}</p>
        <p className="text-muted text-sm">
          <SanctionText sanction={sanction} />{" "}
          {t("orderedBy", { time: format.dateTime(since, "time"), name: byName ?? "–" })}
        </p>
      </div>
      <Button
        variant="ghost"
        size="icon"
        title={menu("person")}
        aria-label={name === null ? who("titleUnnamed") : who("title", { name })}
        className="size-8"
        onClick={() => ask({ kind: "person", about })}
      >
        <UserSearch aria-hidden />
      </Button>
      <Button variant="secondary" size="sm" onClick={() => void acts.lift(about)}>
        {menu("lift")}
      </Button>
    </li>
  )
}
