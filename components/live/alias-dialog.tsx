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
import type { AliasChoice } from "./use-alias.ts"

type AliasDialogProps = {
  eventId: string
  choice: AliasChoice
  open: boolean
  onOpenChange: (open: boolean) => void
}

export function AliasDialog({ eventId, choice, open, onOpenChange }: AliasDialogProps) {
  const t = useTranslations("chat.alias")
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      <DialogContent title={t("title")} description={t("description")}>
        <AliasForm eventId={eventId} choice={choice} onDone={() => onOpenChange(false)} />
      </DialogContent>
    </Dialog>
  )
}

function AliasForm({
  eventId,
  choice,
  onDone,
}: Pick<AliasDialogProps, "eventId" | "choice"> & { onDone: () => void }) {
  const t = useTranslations("chat.alias")
  const common = useTranslations("common")
  const errors = useTranslations("errors")
  const [text, setText] = useState(choice.alias ?? "")
  const [error, setError] = useState<string | null>(null)
  const set = trpc.chat.alias.useMutation()

  async function submit(event: FormEvent) {
    event.preventDefault()
    const typed = Alias.safeParse(text)
    if (!typed.success) return setError(typed.error.issues[0]?.message ?? "invalid")
    setError(null)
    try {
      await set.mutateAsync({ eventId, alias: typed.data })
    } catch (refused) {
      const { code, fields } = refusalWith(refused)
      return setError(fields.alias ?? code ?? "offline")
    }
    choice.take(typed.data)
    onDone()
  }

  return (
    <form noValidate onSubmit={(event) => void submit(event)} className="flex flex-col gap-5">
      <Field label={t("field")} help={t("help")} error={error && errors(error)}>
        <Input value={text} autoComplete="off" onChange={(event) => setText(event.target.value)} />
      </Field>
      <DialogFooter>
        <DialogClose>
          <Button variant="ghost">{common("cancel")}</Button>
        </DialogClose>
        <Button type="submit" busy={set.isPending}>
          {t("use")}
        </Button>
      </DialogFooter>
    </form>
  )
}
