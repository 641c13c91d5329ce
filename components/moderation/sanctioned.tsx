"use client"

import { useFormatter, useTranslations } from "next-intl"
import { useState } from "react"
import { trpc } from "#components/trpc.tsx"
import { Button } from "#components/ui/button.tsx"
import { Skeleton } from "#components/ui/skeleton.tsx"
import { useDesk } from "./desk.ts"
import { ReadFailure } from "./read-failure.tsx"
import { SanctionText } from "./sanction-text.tsx"
import type { Acts } from "./use-acts.ts"

/** With real names, so only for who asks. */
export function Sanctioned({ acts }: { acts: Acts }) {
  const t = useTranslations("moderation.settings")
  const [isAsked, setAsked] = useState(false)
  return (
    <section className="flex flex-col items-start gap-2">
      <h3 className="font-medium text-[0.9375rem]">{t("sanctioned")}</h3>
      {isAsked ? (
        <People acts={acts} />
      ) : (
        <>
          <Button variant="secondary" size="sm" onClick={() => setAsked(true)}>
            {t("showSanctioned")}
          </Button>
          <p className="text-muted text-sm">{t("showSanctionedHelp")}</p>
        </>
      )}
    </section>
  )
}

function People({ acts }: { acts: Acts }) {
  const t = useTranslations("moderation.settings")
  const menu = useTranslations("moderation.menu")
  const format = useFormatter()
  const { eventId } = useDesk()
  const query = trpc.moderation.sanctioned.useQuery({ eventId }, { gcTime: 0 })
  if (query.isError) return <ReadFailure onRetry={() => void query.refetch()} />
  if (!query.data) return <Skeleton className="h-10 w-full" />
  if (query.data.length === 0) return <p className="text-muted">{t("nobodySanctioned")}</p>
  return (
    <ul className="flex w-full flex-col divide-y rounded-md border">
      {query.data.map(({ messageId, name, sanction, since, byName }) => (
        <li key={messageId} className="flex flex-wrap items-center gap-x-3 gap-y-1 px-3 py-2">
          <div className="min-w-0 flex-1 basis-40">
            <p className="wrap-anywhere">{name}</p>
            <p className="text-muted text-sm">
              <SanctionText sanction={sanction} />{" "}
              {t("orderedBy", { time: format.dateTime(since, "time"), name: byName ?? "–" })}
            </p>
          </div>
          <Button
            variant="secondary"
            size="sm"
            onClick={async () => {
              await acts.lift({ target: { id: messageId }, authorName: name, text: "" })
              await query.refetch()
            }}
          >
            {menu("lift")}
          </Button>
        </li>
      ))}
    </ul>
  )
}
