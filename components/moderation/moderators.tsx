"use client"

import { X } from "lucide-react"
import { useTranslations } from "next-intl"
import { type FormEvent, useState } from "react"
import { refusalWith } from "#components/live/refusal.ts"
import { trpc } from "#components/trpc.tsx"
import { Button } from "#components/ui/button.tsx"
import { Field } from "#components/ui/field.tsx"
import { Input } from "#components/ui/input.tsx"
import { Skeleton } from "#components/ui/skeleton.tsx"
import { NameModerator } from "#server/domain/moderation.ts"
import { useDesk } from "./desk.ts"
import { ReadFailure } from "./read-failure.tsx"

/** For presenters: whom they trust with the chat of this event. */
export function Moderators() {
  const t = useTranslations("moderation.settings")
  const { eventId } = useDesk()
  const query = trpc.moderation.moderators.useQuery({ eventId })
  const client = trpc.useUtils().client.moderation
  const [error, setError] = useState<string | null>(null)
  const change = async (act: "addModerator" | "removeModerator", email: string) => {
    try {
      await client[act].mutate({ eventId, email })
      setError(null)
      return true
    } catch (refused) {
      const { code, fields } = refusalWith(refused)
      setError(fields.email ?? code ?? "offline")
      return false
    } finally {
      await query.refetch()
    }
  }
  return (
    <section className="flex flex-col gap-3">
      <h3 className="font-medium text-[0.9375rem]">{t("moderators")}</h3>
      {query.isError && <ReadFailure onRetry={() => void query.refetch()} />}
      {query.isPending && <Skeleton className="h-10" />}
      {query.data && query.data.length > 0 && (
        <ul className="flex flex-col divide-y rounded-md border">
          {query.data.map(({ name, email }) => (
            <li key={email} className="flex items-center gap-2 py-1 pr-1 pl-3">
              <div className="min-w-0 flex-1">
                <p className="truncate">{name}</p>
                <p className="truncate text-muted text-sm">{email}</p>
              </div>
              <Button
                variant="ghost"
                size="icon"
                aria-label={t("removeModerator", { name })}
                onClick={() => void change("removeModerator", email)}
              >
                <X aria-hidden />
              </Button>
            </li>
          ))}
        </ul>
      )}
      <AddModerator
        error={error}
        onError={setError}
        onAdd={(email) => change("addModerator", email)}
        eventId={eventId}
      />
    </section>
  )
}

type AddModeratorProps = {
  eventId: string
  error: string | null
  onError: (error: string) => void
  onAdd: (email: string) => Promise<boolean>
}

function AddModerator({ eventId, error, onError, onAdd }: AddModeratorProps) {
  const t = useTranslations("moderation.settings")
  const errors = useTranslations("errors")
  const [email, setEmail] = useState("")
  const [busy, setBusy] = useState(false)
  async function submit(event: FormEvent) {
    event.preventDefault()
    const parsed = NameModerator.safeParse({ eventId, email })
    if (!parsed.success) return onError(parsed.error.issues[0]?.message ?? "badEmail")
    setBusy(true)
    if (await onAdd(parsed.data.email)) setEmail("")
    setBusy(false)
  }
  return (
    <form noValidate onSubmit={(event) => void submit(event)} className="flex flex-col items-start gap-2">
      <Field
        label={t("moderatorEmail")}
        help={t("moderatorHelp")}
        error={error && (errors.has(error) ? errors(error) : errors("internal"))}
        className="w-full"
      >
        <Input
          type="email"
          autoComplete="off"
          value={email}
          onChange={(event) => setEmail(event.target.value)}
        />
      </Field>
      <Button type="submit" variant="secondary" size="sm" busy={busy}>
        {t("addModerator")}
      </Button>
    </form>
  )
}
