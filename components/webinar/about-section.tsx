"use client"

import { useTranslations } from "next-intl"
import { fieldId } from "#components/forms/field-id.ts"
import { ScheduleFields } from "#components/forms/schedule-fields.tsx"
import { Field } from "#components/ui/field.tsx"
import { Input, Textarea } from "#components/ui/input.tsx"
import { SectionCard } from "#components/ui/section-card.tsx"
import { TITLE_MAX_LENGTH, TITLE_MIN_LENGTH } from "#server/domain/webinar.ts"
import { AvailabilityHint } from "./availability-hint.tsx"
import type { SectionProps } from "./webinar-form-state.ts"

export function AboutSection({ draft, change, errorOf }: SectionProps) {
  const t = useTranslations("webinar")
  return (
    <SectionCard title={t("section.about")}>
      <Field
        label={t("field.title")}
        help={t("field.titleHelp", { min: TITLE_MIN_LENGTH, max: TITLE_MAX_LENGTH })}
        htmlFor={fieldId("title")}
        error={errorOf("title")}
        required
      >
        <Input value={draft.title} onChange={(event) => change({ title: event.target.value })} />
      </Field>
      <Field
        label={`${t("field.description")} (${t("edit.optional")})`}
        help={t("field.descriptionHelp")}
        htmlFor={fieldId("description")}
        error={errorOf("description")}
      >
        <Textarea
          rows={5}
          value={draft.description}
          onChange={(event) => change({ description: event.target.value })}
        />
      </Field>
    </SectionCard>
  )
}

type WhenSectionProps = SectionProps & {
  webinarId: string | null
  /** The server has just refused these very dates, and the page says so elsewhere. */
  refused: boolean
}

export function WhenSection({ draft, change, errorOf, settings, webinarId, refused }: WhenSectionProps) {
  const t = useTranslations("webinar")
  return (
    <SectionCard title={t("section.when")}>
      <ScheduleFields
        typed={draft}
        change={change}
        errorOf={errorOf}
        timeZone={settings.timeZone}
        maxDurationMinutes={settings.maxDurationMinutes}
      />
      {draft.isWebinar && !refused && (
        <AvailabilityHint webinarId={webinarId} typed={draft} change={change} timeZone={settings.timeZone} />
      )}
      <p className="text-muted text-sm">{t("field.whenHelp")}</p>
    </SectionCard>
  )
}
