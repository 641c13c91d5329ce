"use client"

import { useTranslations } from "next-intl"
import { Field } from "#components/ui/field.tsx"
import { Input } from "#components/ui/input.tsx"
import { Select } from "#components/ui/select.tsx"
import { Switch } from "#components/ui/switch.tsx"
import { type BroadcasterDraft, broadcasterFieldId, hiddenAddress } from "./broadcaster-draft.ts"

type BroadcasterFieldsProps = {
  draft: BroadcasterDraft
  change: (part: Partial<BroadcasterDraft>) => void
  errorOf: (field: keyof BroadcasterDraft) => string | undefined
  conflictOf: (field: keyof BroadcasterDraft) => string | undefined
}

export function PlaceFields({ draft, change, errorOf, conflictOf }: BroadcasterFieldsProps) {
  const t = useTranslations("admin.broadcasterForm")
  const own = draft.source === "own"
  return (
    <>
      <Field label={t("name")} error={errorOf("name")} required htmlFor={broadcasterFieldId("name")}>
        <Input
          value={draft.name}
          maxLength={80}
          autoComplete="off"
          onChange={(event) => change({ name: event.target.value })}
        />
      </Field>
      <Field
        label={t("source")}
        help={t(own ? "sourceOwnHelp" : "sourceOtherHelp")}
        error={conflictOf(hiddenAddress(draft.source))}
        htmlFor={broadcasterFieldId("source")}
      >
        <Select
          value={draft.source}
          onChange={(event) => change({ source: event.target.value === "own" ? "own" : "other" })}
        >
          <option value="own">{t("own")}</option>
          <option value="other">{t("other")}</option>
        </Select>
      </Field>
      {own ? (
        <Field
          label={t("streamName")}
          help={t("streamNameHelp")}
          error={errorOf("streamName")}
          required
          htmlFor={broadcasterFieldId("streamName")}
        >
          <Input
            value={draft.streamName}
            maxLength={64}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            onChange={(event) => change({ streamName: event.target.value })}
          />
        </Field>
      ) : (
        <Field
          label={t("hlsUrl")}
          help={t("hlsUrlHelp")}
          error={errorOf("hlsUrl")}
          required
          htmlFor={broadcasterFieldId("hlsUrl")}
        >
          <Input
            type="url"
            value={draft.hlsUrl}
            maxLength={500}
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => change({ hlsUrl: event.target.value })}
          />
        </Field>
      )}
    </>
  )
}

export function AudienceFields({ draft, change }: Pick<BroadcasterFieldsProps, "draft" | "change">) {
  const t = useTranslations("admin.broadcasterForm")
  return (
    <>
      <Switch
        id={broadcasterFieldId("listed")}
        label={t("listed")}
        help={t("listedHelp")}
        checked={draft.listed}
        onCheckedChange={(listed) => change({ listed })}
      />
      <Switch
        id={broadcasterFieldId("restricted")}
        label={t("restricted")}
        help={t("restrictedHelp")}
        checked={draft.restricted}
        onCheckedChange={(restricted) => change({ restricted })}
      />
    </>
  )
}
