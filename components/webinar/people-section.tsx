"use client"

import { useTranslations } from "next-intl"
import { fieldId } from "#components/forms/field-id.ts"
import { SectionCard } from "#components/ui/section-card.tsx"
import { Switch } from "#components/ui/switch.tsx"
import type { Person } from "#server/domain/views.ts"
import { EmailList } from "./email-list.tsx"
import type { SectionProps } from "./webinar-form-state.ts"

type PeopleSectionProps = SectionProps & {
  owner: Person | null
  presenters: readonly Person[]
  emailErrorOf: (email: string) => string | undefined
}

export function PeopleSection({ owner, presenters, emailErrorOf, ...section }: PeopleSectionProps) {
  const t = useTranslations("webinar")
  const { draft, change } = section
  return (
    <SectionCard title={t("section.people")}>
      {owner && (
        <p className="text-[0.9375rem]">{t("field.owner", { name: owner.name, email: owner.email })}</p>
      )}
      <EmailList {...section} emailErrorOf={emailErrorOf} known={presenters} />
      <Switch
        id={fieldId("restricted")}
        label={t("field.restricted")}
        help={t("field.restrictedHelp")}
        checked={draft.restricted}
        onCheckedChange={(restricted) => change({ restricted })}
      />
    </SectionCard>
  )
}
