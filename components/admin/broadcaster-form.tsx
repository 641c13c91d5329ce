"use client"

import { useRouter } from "next/navigation"
import { useTranslations } from "next-intl"
import { toast } from "sonner"
import { SectionCard } from "#components/ui/section-card.tsx"
import { AdminForm } from "./admin-form.tsx"
import type { SaveAction } from "./admin-form-state.ts"
import { type BroadcasterDraft, broadcasterFieldId, shownField } from "./broadcaster-draft.ts"
import { AudienceFields, PlaceFields } from "./broadcaster-fields.tsx"
import { useAdminForm } from "./use-admin-form.ts"

const LIST = "/admin/broadcasters"

type BroadcasterFormProps = { initial: BroadcasterDraft; save: SaveAction<BroadcasterDraft> }

export function BroadcasterForm({ initial, save }: BroadcasterFormProps) {
  const t = useTranslations("admin.broadcasterForm")
  const router = useRouter()
  const form = useAdminForm<BroadcasterDraft>({
    initial,
    save,
    onSaved: (_savedId, values) => {
      toast.success(t("saved", { name: values.name }))
      router.push(LIST)
    },
  })
  return (
    <AdminForm
      form={form}
      idOf={(field) => broadcasterFieldId(shownField(field, form.draft))}
      labelOf={(field) => t(field)}
      back={LIST}
    >
      <SectionCard title={t("section")}>
        <PlaceFields
          draft={form.draft}
          change={form.change}
          errorOf={form.errorOf}
          conflictOf={form.conflictOf}
        />
      </SectionCard>
      <SectionCard title={t("audienceSection")}>
        <AudienceFields draft={form.draft} change={form.change} />
      </SectionCard>
    </AdminForm>
  )
}
