"use client"

import { Plus } from "lucide-react"
import { useTranslations } from "next-intl"
import { fieldId } from "#components/forms/field-id.ts"
import { ScheduleFields } from "#components/forms/schedule-fields.tsx"
import { Button } from "#components/ui/button.tsx"
import { Field } from "#components/ui/field.tsx"
import { Input, Textarea } from "#components/ui/input.tsx"
import { Select } from "#components/ui/select.tsx"
import { DIRECT_MAX_MINUTES } from "#server/domain/direct-event.ts"
import type { BroadcasterRow } from "#server/domain/views.ts"
import { TITLE_MAX_LENGTH } from "#server/domain/webinar.ts"
import type { DirectEventDraft } from "./direct-event-draft.ts"

type FieldsProps = {
  draft: DirectEventDraft
  change: (part: Partial<DirectEventDraft>) => void
  errorOf: (field: keyof DirectEventDraft) => string | undefined
}

export function AboutFields({ draft, change, errorOf }: FieldsProps) {
  const t = useTranslations("encoder.form")
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
      <Field
        label={t("description")}
        help={t("descriptionHelp")}
        error={errorOf("description")}
        htmlFor={fieldId("description")}
      >
        <Textarea
          rows={4}
          value={draft.description}
          onChange={(event) => change({ description: event.target.value })}
        />
      </Field>
      <Field
        label={t("ownerEmail")}
        help={t("ownerEmailHelp")}
        error={errorOf("ownerEmail")}
        required
        htmlFor={fieldId("ownerEmail")}
      >
        <Input
          type="email"
          value={draft.ownerEmail}
          maxLength={250}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => change({ ownerEmail: event.target.value })}
        />
      </Field>
    </>
  )
}

type PlaceFieldsProps = FieldsProps & {
  timeZone: string
  broadcasters: readonly BroadcasterRow[]
  onCreate: () => void
}

export function PlaceFields({ draft, change, errorOf, timeZone, broadcasters, onCreate }: PlaceFieldsProps) {
  const t = useTranslations("encoder.form")
  const chosen = broadcasters.find(({ id }) => id === draft.broadcasterId) ?? null
  return (
    <>
      <ScheduleFields
        typed={draft}
        change={change}
        errorOf={errorOf}
        timeZone={timeZone}
        maxDurationMinutes={DIRECT_MAX_MINUTES}
      />
      <div className="flex flex-col items-start gap-2">
        <Field
          label={t("broadcasterId")}
          help={<BroadcasterHelp broadcaster={chosen} />}
          error={errorOf("broadcasterId")}
          required
          htmlFor={fieldId("broadcasterId")}
          className="w-full"
        >
          <Select
            value={draft.broadcasterId}
            onChange={(event) => change({ broadcasterId: event.target.value })}
          >
            <option value="">{t("choose")}</option>
            {broadcasters.map((row) => (
              <option key={row.id} value={row.id}>
                {row.gatewayName ? t("fedBy", { name: row.name, gateway: row.gatewayName }) : row.name}
              </option>
            ))}
          </Select>
        </Field>
        <Button variant="secondary" size="sm" onClick={onCreate}>
          <Plus aria-hidden />
          {t("createBroadcaster")}
        </Button>
      </div>
    </>
  )
}

function BroadcasterHelp({ broadcaster }: { broadcaster: BroadcasterRow | null }) {
  const t = useTranslations("encoder.form")
  if (!broadcaster) return t("broadcasterHelp")
  const { hlsUrl, gatewayName } = broadcaster
  return (
    <>
      {hlsUrl ? t("broadcasterOther", { url: hlsUrl }) : t("broadcasterOwn")}
      {gatewayName && ` ${t("broadcasterShared", { gateway: gatewayName })}`}
    </>
  )
}
