"use client"

import { useTranslations } from "next-intl"
import { type FormEvent, useState } from "react"
import { trpc } from "#components/trpc.tsx"
import { Button } from "#components/ui/button.tsx"
import { Dialog, DialogClose, DialogContent, DialogFooter } from "#components/ui/dialog.tsx"
import { Field } from "#components/ui/field.tsx"
import { Input } from "#components/ui/input.tsx"
import { Alias } from "#server/domain/chat-alias.ts"
import { refusalWith } from "./refusal.ts"
import { typedKey } from "./typed-draft.ts"
import type { AliasChoice } from "./use-alias.ts"
import { useTyped } from "./use-typed.ts"

type AliasDialogProps = {
  eventId: string
  myId: string | null
  choice: AliasChoice
  open: boolean
  onOpenChange: (open: boolean) => void
}

export function AliasDialog({ eventId, myId, choice, open, onOpenChange }: AliasDialogProps) {
  const t = useTranslations("chat.alias")
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      <DialogContent title={t("title")} description={t("description")}>
        <AliasForm eventId={eventId} myId={myId} choice={choice} onDone={() => onOpenChange(false)} />
      </DialogContent>
    </Dialog>
  )
}

type AliasFormProps = Pick<AliasDialogProps, "eventId" | "myId" | "choice"> & { onDone: () => void }

function AliasForm({ eventId, myId, choice, onDone }: AliasFormProps) {
  const t = useTranslations("chat.alias")
  const common = useTranslations("common")
  const errors = useTranslations("errors")
  const typed = useTyped(typedKey("alias", eventId, myId), choice.alias ?? "")
  const [error, setError] = useState<string | null>(null)
  const set = trpc.chat.alias.useMutation()

  async function submit(event: FormEvent) {
    event.preventDefault()
    const parsed = Alias.safeParse(typed.text)
    if (!parsed.success) return setError(parsed.error.issues[0]?.message ?? "invalid")
    setError(null)
    try {
      await set.mutateAsync({ eventId, alias: parsed.data })
    } catch (refused) {
      const { code, fields } = refusalWith(refused)
      return setError(fields.alias ?? code ?? "offline")
    }
    typed.settle()
    choice.take(parsed.data)
    onDone()
  }

  return (
    <form noValidate onSubmit={(event) => void submit(event)} className="flex flex-col gap-5">
      <Field label={t("field")} help={t("help")} error={error && errors(error)}>
        <Input value={typed.text} autoComplete="off" onChange={(event) => typed.change(event.target.value)} />
      </Field>
      <DialogFooter>
        <DialogClose>
          <Button variant="ghost" onClick={() => typed.settle()}>
            {common("cancel")}
          </Button>
        </DialogClose>
        <Button type="submit" busy={set.isPending}>
          {t("use")}
        </Button>
      </DialogFooter>
    </form>
  )
}
