"use client"

import { useRouter } from "next/navigation"
import { useTranslations } from "next-intl"
import { toast } from "sonner"
import { fieldId } from "#components/forms/field-id.ts"
import { ScheduleFields } from "#components/forms/schedule-fields.tsx"
import { Field } from "#components/ui/field.tsx"
import { Input } from "#components/ui/input.tsx"
import { SectionCard } from "#components/ui/section-card.tsx"
import { TITLE_MAX_LENGTH } from "#server/domain/webinar.ts"
import { AdminForm } from "./admin-form.tsx"
import type { SaveAction } from "./admin-form-state.ts"
import { EventAudience } from "./event-audience.tsx"
import type { EventDraft } from "./event-draft.ts"
import { useAdminForm } from "./use-admin-form.ts"

const LIST = "/admin/events"

type EventEditFormProps = {
  initial: EventDraft
  timeZone: string
  maxDurationMinutes: number
  broadcaster: { name: string; restricted: boolean } | null
  save: SaveAction<EventDraft>
}

export function EventEditForm({
  initial,
  timeZone,
  maxDurationMinutes,
  broadcaster,
  save,
}: EventEditFormProps) {
  const t = useTranslations("operations.eventForm")
  const router = useRouter()
  const form = useAdminForm<EventDraft>({
    initial,
    save,
    onSaved: (_savedId, values) => {
      toast.success(t("saved", { title: values.title }))
      router.push(LIST)
    },
  })
  return (
    <AdminForm form={form} idOf={fieldId} labelOf={(field) => t(field)} back={LIST}>
      <SectionCard title={t("planSection")}>
        <PlanFields form={form} timeZone={timeZone} maxDurationMinutes={maxDurationMinutes} />
      </SectionCard>
      <SectionCard title={t("audienceSection")}>
        <EventAudience
          draft={form.draft}
          change={form.change}
          broadcaster={broadcaster}
          publishedHelp={t("publishedHelp")}
          listedHelp={t("listedHelp")}
        />
        <p className="text-muted text-sm">
          {broadcaster ? t("broadcaster", { name: broadcaster.name }) : t("noBroadcaster")}
        </p>
      </SectionCard>
    </AdminForm>
  )
}

type Form = ReturnType<typeof useAdminForm<EventDraft>>
type PlanFieldsProps = Pick<EventEditFormProps, "timeZone" | "maxDurationMinutes"> & { form: Form }

function PlanFields({ form: { draft, change, errorOf }, timeZone, maxDurationMinutes }: PlanFieldsProps) {
  const t = useTranslations("operations.eventForm")
  return (
    <>
      <Field label={t("title")} error={errorOf("title")} required htmlFor={fieldId("title")}>
        <Input
          value={draft.title}
          maxLength={TITLE_MAX_LENGTH}
          autoComplete="off"
          onChange={(event) => change({ title: event.target.value })}
        />
      </Field>
      <ScheduleFields
        typed={draft}
        change={change}
        errorOf={errorOf}
        timeZone={timeZone}
        maxDurationMinutes={maxDurationMinutes}
      />
      <p className="text-muted text-sm">{t("planHelp")}</p>
    </>
  )
}
