"use client"

import Link from "next/link"
import { useRouter } from "next/navigation"
import { useTranslations } from "next-intl"
import { toast } from "sonner"
import { Button } from "#components/ui/button.tsx"
import { LeaveGuard } from "#components/webinar/leave-guard.tsx"
import { SectionCard } from "#components/webinar/section-card.tsx"
import type { SaveAction } from "./admin-form-state.ts"
import { type BroadcasterDraft, broadcasterFieldId } from "./broadcaster-draft.ts"
import { AudienceFields, PlaceFields } from "./broadcaster-fields.tsx"
import { FormProblems } from "./form-problems.tsx"
import { useAdminForm } from "./use-admin-form.ts"

type BroadcasterFormProps = { initial: BroadcasterDraft; save: SaveAction<BroadcasterDraft> }

export function BroadcasterForm({ initial, save }: BroadcasterFormProps) {
  const t = useTranslations("admin.broadcasterForm")
  const words = useTranslations("admin.form")
  const router = useRouter()
  const form = useAdminForm<BroadcasterDraft>({
    initial,
    save,
    onSaved: (_savedId, values) => {
      toast.success(t("saved", { name: values.name }))
      router.push("/admin/broadcasters")
    },
  })
  return (
    <form noValidate onSubmit={form.submit} className="flex min-w-0 max-w-3xl flex-col gap-6">
      <FormProblems state={form.state} idOf={broadcasterFieldId} labelOf={(field) => t(field)} />
      <SectionCard title={t("section")}>
        <PlaceFields draft={form.draft} change={form.change} errorOf={form.errorOf} />
      </SectionCard>
      <SectionCard title={t("audienceSection")}>
        <AudienceFields draft={form.draft} change={form.change} />
      </SectionCard>
      <div className="flex flex-wrap items-center gap-3">
        <Button type="submit" size="lg" busy={form.saving}>
          {words(form.saving ? "saving" : "save")}
        </Button>
        <Button variant="ghost" size="lg" asChild>
          <Link href="/admin/broadcasters">{words("cancel")}</Link>
        </Button>
        {form.dirty && <p className="text-muted text-sm">{words("unsaved")}</p>}
      </div>
      <LeaveGuard active={form.dirty && !form.saving} onLeave={form.leave} />
    </form>
  )
}
