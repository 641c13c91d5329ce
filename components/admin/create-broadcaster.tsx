"use client"

import { useTranslations } from "next-intl"
import { toast } from "sonner"
import { Button } from "#components/ui/button.tsx"
import { Dialog, DialogClose, DialogContent, DialogFooter } from "#components/ui/dialog.tsx"
import type { SaveAction } from "./admin-form-state.ts"
import { type BroadcasterDraft, broadcasterFieldId, NEW_BROADCASTER } from "./broadcaster-draft.ts"
import { AudienceFields, PlaceFields } from "./broadcaster-fields.tsx"
import { FormProblems } from "./form-problems.tsx"
import { useAdminForm } from "./use-admin-form.ts"

type CreateBroadcasterProps = {
  open: boolean
  onOpenChange: (open: boolean) => void
  description: string
  save: SaveAction<BroadcasterDraft>
  onSaved: (broadcasterId: string) => void
}

/** A broadcaster made on the way, without leaving the form that is being filled in. */
export function CreateBroadcaster({
  open,
  onOpenChange,
  description,
  save,
  onSaved,
}: CreateBroadcasterProps) {
  const t = useTranslations("admin.gatewayForm")
  const saved = (broadcasterId: string) => {
    onOpenChange(false)
    onSaved(broadcasterId)
  }
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      <DialogContent title={t("dialogTitle")} description={description}>
        <SmallForm save={save} onSaved={saved} />
      </DialogContent>
    </Dialog>
  )
}

type SmallFormProps = Pick<CreateBroadcasterProps, "save" | "onSaved">

function SmallForm({ save, onSaved }: SmallFormProps) {
  const t = useTranslations("admin.broadcasterForm")
  const words = useTranslations("admin.form")
  const form = useAdminForm<BroadcasterDraft>({
    initial: NEW_BROADCASTER,
    save,
    onSaved: (savedId, values) => {
      toast.success(t("saved", { name: values.name }))
      onSaved(savedId)
    },
  })
  return (
    <form noValidate onSubmit={form.submit} className="flex flex-col gap-5">
      <FormProblems
        state={form.state}
        idOf={broadcasterFieldId}
        labelOf={(field) => t(field)}
        messageOf={form.messageOf}
      />
      <PlaceFields
        draft={form.draft}
        change={form.change}
        errorOf={form.errorOf}
        conflictOf={form.conflictOf}
      />
      <AudienceFields draft={form.draft} change={form.change} />
      <DialogFooter>
        <DialogClose>
          <Button variant="ghost">{words("cancel")}</Button>
        </DialogClose>
        <Button type="submit" busy={form.saving}>
          {words(form.saving ? "saving" : "save")}
        </Button>
      </DialogFooter>
    </form>
  )
}
