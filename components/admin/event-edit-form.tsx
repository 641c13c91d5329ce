"use client"

import { useRouter } from "next/navigation"
import { useTranslations } from "next-intl"
import { toast } from "sonner"
import { durationChoices } from "#components/forms/schedule.ts"
import { Field } from "#components/ui/field.tsx"
import { Input } from "#components/ui/input.tsx"
import { SectionCard } from "#components/ui/section-card.tsx"
import { Select } from "#components/ui/select.tsx"
import { Switch } from "#components/ui/switch.tsx"
import { TITLE_MAX_LENGTH } from "#server/domain/webinar.ts"
import { AdminForm } from "./admin-form.tsx"
import type { SaveAction } from "./admin-form-state.ts"
import { type EventDraft, eventFieldId } from "./event-draft.ts"
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
    <AdminForm form={form} idOf={eventFieldId} labelOf={(field) => t(field)} back={LIST}>
      <SectionCard title={t("planSection")}>
        <PlanFields form={form} timeZone={timeZone} maxDurationMinutes={maxDurationMinutes} />
      </SectionCard>
      <SectionCard title={t("audienceSection")}>
        <AudienceFields form={form} broadcaster={broadcaster} />
      </SectionCard>
    </AdminForm>
  )
}

type Form = ReturnType<typeof useAdminForm<EventDraft>>
type PlanFieldsProps = Pick<EventEditFormProps, "timeZone" | "maxDurationMinutes"> & { form: Form }

function PlanFields({ form: { draft, change, errorOf }, timeZone, maxDurationMinutes }: PlanFieldsProps) {
  const t = useTranslations("operations.eventForm")
  const durations = useTranslations("webinar.field")
  return (
    <>
      <Field label={t("title")} error={errorOf("title")} required htmlFor={eventFieldId("title")}>
        <Input
          value={draft.title}
          maxLength={TITLE_MAX_LENGTH}
          autoComplete="off"
          onChange={(event) => change({ title: event.target.value })}
        />
      </Field>
      <div className="grid gap-4 sm:grid-cols-3">
        <Field
          label={t("startDate")}
          error={errorOf("startDate")}
          required
          htmlFor={eventFieldId("startDate")}
        >
          <Input
            type="date"
            value={draft.startDate}
            onChange={(event) => change({ startDate: event.target.value })}
          />
        </Field>
        <Field
          label={t("startTime")}
          error={errorOf("startTime")}
          required
          htmlFor={eventFieldId("startTime")}
        >
          <Input
            type="time"
            step={60}
            value={draft.startTime}
            onChange={(event) => change({ startTime: event.target.value })}
          />
        </Field>
        <Field
          label={t("durationMinutes")}
          error={errorOf("durationMinutes")}
          required
          htmlFor={eventFieldId("durationMinutes")}
        >
          <Select
            value={draft.durationMinutes}
            onChange={(event) => change({ durationMinutes: event.target.value })}
          >
            {durationChoices(maxDurationMinutes, Number(draft.durationMinutes)).map((minutes) => (
              <option key={minutes} value={minutes}>
                {durations("durationValue", { hours: Math.floor(minutes / 60), minutes: minutes % 60 })}
              </option>
            ))}
          </Select>
        </Field>
      </div>
      <p className="text-muted text-sm">{t("planHelp", { zone: timeZone })}</p>
    </>
  )
}

type AudienceFieldsProps = Pick<EventEditFormProps, "broadcaster"> & { form: Form }

function AudienceFields({ form: { draft, change }, broadcaster }: AudienceFieldsProps) {
  const t = useTranslations("operations.eventForm")
  return (
    <>
      <Switch
        id={eventFieldId("published")}
        label={t("published")}
        help={t("publishedHelp")}
        checked={draft.published}
        onCheckedChange={(published) => change({ published })}
      />
      <Switch
        id={eventFieldId("listed")}
        label={t("listed")}
        help={t("listedHelp")}
        checked={draft.listed}
        onCheckedChange={(listed) => change({ listed })}
      />
      <Switch
        id={eventFieldId("restricted")}
        label={t("restricted")}
        help={
          broadcaster?.restricted
            ? t("restrictedByBroadcaster", { name: broadcaster.name })
            : t("restrictedHelp")
        }
        checked={draft.restricted}
        onCheckedChange={(restricted) => change({ restricted })}
      />
      <p className="text-muted text-sm">
        {broadcaster ? t("broadcaster", { name: broadcaster.name }) : t("noBroadcaster")}
      </p>
    </>
  )
}
