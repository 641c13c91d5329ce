"use client"

import { useTranslations } from "next-intl"
import type { ReactNode } from "react"
import { fieldId } from "#components/forms/field-id.ts"
import { Checkbox } from "#components/ui/checkbox.tsx"
import { Field } from "#components/ui/field.tsx"
import { Input, Textarea } from "#components/ui/input.tsx"
import { SectionCard } from "#components/ui/section-card.tsx"
import { Select } from "#components/ui/select.tsx"
import { GUEST_POLICIES, LOCKS, type OptionalField, PARTICIPANTS_MAX } from "#server/domain/webinar.ts"
import { SlidesField } from "./slides-field.tsx"
import type { SectionProps, SlidesChoice, StoredSlides } from "./webinar-form-state.ts"

const FIELDS: readonly OptionalField[] = [
  "slides",
  "welcome_text",
  "max_participants",
  "guest_policy",
  "lock_settings",
  "record",
]

type MeetingSectionProps = SectionProps & {
  stored: StoredSlides | null
  slides: SlidesChoice
  onSlides: (choice: SlidesChoice) => void
}

/** What BigBlueButton is told when the meeting opens; the institution chooses which of it presenters see. */
export function MeetingSection({ stored, slides, onSlides, ...section }: MeetingSectionProps) {
  const t = useTranslations("webinar")
  const { errorOf, settings } = section
  const shows = (field: OptionalField) => settings.shown.includes(field)
  if (!FIELDS.some(shows)) return null
  return (
    <SectionCard title={t("section.meeting")}>
      {shows("slides") && (
        <SlidesField stored={stored} choice={slides} onChoice={onSlides} error={errorOf("slides")} />
      )}
      {shows("welcome_text") && <WelcomeField {...section} />}
      {shows("max_participants") && <ParticipantsField {...section} />}
      {shows("guest_policy") && <GuestField {...section} />}
      {shows("lock_settings") && <LockFields {...section} />}
      {shows("record") && <RecordFields {...section} />}
    </SectionCard>
  )
}

function WelcomeField({ draft, change, errorOf }: SectionProps) {
  const t = useTranslations("webinar.field")
  return (
    <Field
      label={t("welcomeText")}
      help={t("welcomeTextHelp")}
      htmlFor={fieldId("welcomeText")}
      error={errorOf("welcomeText")}
    >
      <Textarea
        rows={2}
        value={draft.welcomeText}
        onChange={(event) => change({ welcomeText: event.target.value })}
      />
    </Field>
  )
}

function ParticipantsField({ draft, change, errorOf }: SectionProps) {
  const t = useTranslations("webinar.field")
  return (
    <Field
      label={t("maxParticipants")}
      help={t("maxParticipantsHelp", { max: PARTICIPANTS_MAX })}
      htmlFor={fieldId("maxParticipants")}
      error={errorOf("maxParticipants")}
    >
      <Input
        inputMode="numeric"
        className="max-w-40"
        value={draft.maxParticipants}
        onChange={(event) => change({ maxParticipants: event.target.value })}
      />
    </Field>
  )
}

function GuestField({ draft, change, errorOf }: SectionProps) {
  const t = useTranslations("webinar")
  if (draft.isWebinar) {
    return (
      <div className="flex flex-col gap-1">
        <p className="font-medium text-[0.9375rem]">{t("field.guestPolicy")}</p>
        <p className="max-w-text text-muted text-sm">{t("field.guestPolicyWebinar")}</p>
      </div>
    )
  }
  return (
    <Field
      label={t("field.guestPolicy")}
      help={t("field.guestPolicyHelp")}
      htmlFor={fieldId("guestPolicy")}
      error={errorOf("guestPolicy")}
    >
      <Select value={draft.guestPolicy} onChange={(event) => change({ guestPolicy: event.target.value })}>
        {GUEST_POLICIES.map((policy) => (
          <option key={policy} value={policy}>
            {t(`guest.${policy}`)}
          </option>
        ))}
      </Select>
    </Field>
  )
}

function LockFields({ draft, change }: SectionProps) {
  const t = useTranslations("webinar")
  return (
    <CheckboxGroup legend={t("field.lock")} help={t("field.lockHelp")}>
      {LOCKS.map((lock) => (
        <Checkbox
          key={lock}
          label={t(`lock.${lock}`)}
          checked={draft.lock[lock]}
          onCheckedChange={(checked) => change({ lock: { ...draft.lock, [lock]: checked === true } })}
        />
      ))}
    </CheckboxGroup>
  )
}

function RecordFields({ draft, change }: SectionProps) {
  const t = useTranslations("webinar")
  const { record } = draft
  return (
    <CheckboxGroup legend={t("field.record")}>
      <Checkbox
        label={t("record.enabled")}
        checked={record.enabled}
        onCheckedChange={(checked) => change({ record: { ...record, enabled: checked === true } })}
      />
      {record.enabled && (
        <>
          <Checkbox
            label={t("record.autoStart")}
            checked={record.autoStart}
            onCheckedChange={(checked) => change({ record: { ...record, autoStart: checked === true } })}
          />
          <Checkbox
            label={t("record.allowStartStop")}
            checked={record.allowStartStop}
            onCheckedChange={(checked) => change({ record: { ...record, allowStartStop: checked === true } })}
          />
        </>
      )}
    </CheckboxGroup>
  )
}

function CheckboxGroup({ legend, help, children }: { legend: string; help?: string; children: ReactNode }) {
  return (
    <fieldset className="flex flex-col gap-2.5">
      <legend className="mb-2 font-medium text-[0.9375rem]">{legend}</legend>
      {children}
      {help && <p className="text-muted text-sm">{help}</p>}
    </fieldset>
  )
}
