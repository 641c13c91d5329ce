"use client"

import { useTranslations } from "next-intl"
import { type FormEvent, useState } from "react"
import { typedKey } from "#components/live/typed-draft.ts"
import { useTyped } from "#components/live/use-typed.ts"
import { Button } from "#components/ui/button.tsx"
import { Dialog, DialogClose, DialogContent, DialogFooter } from "#components/ui/dialog.tsx"
import { Field } from "#components/ui/field.tsx"
import { Textarea } from "#components/ui/input.tsx"
import { PinAnnouncement } from "#server/domain/moderation.ts"
import { type Pinning, useDesk } from "./desk.ts"
import { Failure } from "./failure.tsx"
import type { Acts } from "./use-acts.ts"

type PinDialogProps = {
  /** null: closed. */
  pinning: Pinning | null
  acts: Acts
  failure: string | null
  onClose: () => void
}

export function PinDialog({ pinning, acts, failure, onClose }: PinDialogProps) {
  const t = useTranslations("moderation.pin")
  return (
    <Dialog open={pinning !== null} onOpenChange={(open) => !open && onClose()}>
      <DialogContent title={t("title")} description={t("description")}>
        <Failure code={failure} />
        {pinning && <PinForm pinning={pinning} acts={acts} onDone={onClose} />}
      </DialogContent>
    </Dialog>
  )
}

type PinFormProps = { pinning: Pinning; acts: Acts; onDone: () => void }

function PinForm({ pinning, acts, onDone }: PinFormProps) {
  const t = useTranslations("moderation.pin")
  const common = useTranslations("common")
  const errors = useTranslations("errors")
  const { eventId, myId } = useDesk()
  const typed = useTyped(typedKey("pin", eventId, myId), pinning.text)
  const [error, setError] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  async function submit(event: FormEvent) {
    event.preventDefault()
    const parsed = PinAnnouncement.shape.text.safeParse(typed.text)
    if (!parsed.success) return setError(parsed.error.issues[0]?.message ?? "invalid")
    setError(null)
    setBusy(true)
    const isDone = await acts.pin(parsed.data, pinning.message)
    setBusy(false)
    if (!isDone) return
    typed.settle()
    onDone()
  }
  return (
    <form noValidate onSubmit={(event) => void submit(event)} className="flex flex-col gap-5">
      <Field label={t("field")} error={error && errors(error)}>
        <Textarea value={typed.text} onChange={(event) => typed.change(event.target.value)} />
      </Field>
      <DialogFooter>
        <DialogClose>
          <Button variant="ghost" onClick={() => typed.settle()}>
            {common("cancel")}
          </Button>
        </DialogClose>
        <Button type="submit" busy={busy}>
          {t("submit")}
        </Button>
      </DialogFooter>
    </form>
  )
}
