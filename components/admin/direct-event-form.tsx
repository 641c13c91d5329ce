"use client"

import Link from "next/link"
import { useRouter } from "next/navigation"
import { useTranslations } from "next-intl"
import { useState } from "react"
import { toast } from "sonner"
import { fieldId } from "#components/forms/field-id.ts"
import { LeaveGuard } from "#components/forms/leave-guard.tsx"
import { Button } from "#components/ui/button.tsx"
import { SectionCard } from "#components/ui/section-card.tsx"
import type { BroadcasterRow } from "#server/domain/views.ts"
import type { SaveAction } from "./admin-form-state.ts"
import type { BroadcasterDraft } from "./broadcaster-draft.ts"
import { CreateBroadcaster } from "./create-broadcaster.tsx"
import type { DirectEventDraft } from "./direct-event-draft.ts"
import { AboutFields, PlaceFields } from "./direct-event-fields.tsx"
import { EventAudience } from "./event-audience.tsx"
import { FormProblems } from "./form-problems.tsx"
import { TakenNotice } from "./taken-notice.tsx"
import { useAdminForm } from "./use-admin-form.ts"

type DirectEventFormProps = {
  initial: DirectEventDraft
  /** A new one goes on to its own page, where its encoder's address is. */
  isNew: boolean
  timeZone: string
  broadcasters: readonly BroadcasterRow[]
  save: SaveAction<DirectEventDraft>
  createBroadcaster: SaveAction<BroadcasterDraft>
}

export function DirectEventForm({
  initial,
  isNew,
  save,
  timeZone,
  broadcasters,
  createBroadcaster,
}: DirectEventFormProps) {
  const t = useTranslations("encoder.form")
  const words = useTranslations("admin.form")
  const router = useRouter()
  const [creating, setCreating] = useState(false)
  const form = useAdminForm<DirectEventDraft>({
    initial,
    save,
    onSaved: (savedId, values) => {
      toast.success(t("saved", { title: values.title }))
      router.push(isNew ? `/admin/events/${savedId}` : "/admin/events")
    },
    wordsOf: (field, stored) =>
      field === "broadcasterId"
        ? broadcasters.find(({ id }) => id === stored.broadcasterId)?.name
        : undefined,
  })
  const { draft, change, errorOf, state } = form
  return (
    <>
      <form noValidate onSubmit={form.submit} className="flex min-w-0 max-w-3xl flex-col gap-6">
        <FormProblems state={state} idOf={fieldId} labelOf={(field) => t(field)} messageOf={form.messageOf}>
          {state.taken && <TakenNotice taken={state.taken} timeZone={timeZone} choose={change} />}
        </FormProblems>
        <SectionCard title={t("aboutSection")}>
          <AboutFields draft={draft} change={change} errorOf={errorOf} />
        </SectionCard>
        <SectionCard title={t("placeSection")}>
          <PlaceFields
            draft={draft}
            change={change}
            errorOf={errorOf}
            timeZone={timeZone}
            broadcasters={broadcasters}
            onCreate={() => setCreating(true)}
          />
        </SectionCard>
        <SectionCard title={t("audienceSection")}>
          <EventAudience
            draft={draft}
            change={change}
            broadcaster={broadcasters.find(({ id }) => id === draft.broadcasterId) ?? null}
            publishedHelp={t("publishedHelp")}
            listedHelp={t("listedHelp")}
          />
        </SectionCard>
        <div className="flex flex-wrap items-center gap-3">
          <Button type="submit" size="lg" busy={form.saving}>
            {form.saving ? words("saving") : isNew ? t("create") : words("save")}
          </Button>
          <Button variant="ghost" size="lg" asChild>
            <Link href="/admin/events">{words("cancel")}</Link>
          </Button>
          {form.dirty && <p className="text-muted text-sm">{words("unsaved")}</p>}
        </div>
        <LeaveGuard active={form.dirty && !form.saving} onLeave={form.leave} />
      </form>
      <CreateBroadcaster
        open={creating}
        onOpenChange={setCreating}
        description={t("createBroadcasterBody")}
        save={createBroadcaster}
        onSaved={(broadcasterId) => change({ broadcasterId })}
      />
    </>
  )
}
