"use client"

import { useTranslations } from "next-intl"
import { type SubmitEvent, useState, useTransition } from "react"
import { toast } from "sonner"
import { UNANSWERED } from "#components/forms/unanswered.ts"
import { ConfirmDialog } from "#components/ui/alert-dialog.tsx"
import { Button } from "#components/ui/button.tsx"
import { Field } from "#components/ui/field.tsx"
import { Select } from "#components/ui/select.tsx"
import {
  deleteAt,
  KEEP_DAYS_CHOICES,
  type KeepDays,
  keptDays,
  type Retention,
} from "#server/domain/retention.ts"
import { DeletionText } from "./transcript-card.tsx"

/** The error's key in the `errors` messages, or what is stored now. */
export type SaveRetention = (
  keepDays: KeepDays,
) => Promise<{ problem: string } | { problem: null; retention: Retention }>

type RetentionFormProps = { title: string; retention: Retention; now: Date; save: SaveRetention }

export function RetentionForm({ title, retention: initial, now, save }: RetentionFormProps) {
  const t = useTranslations("transcript")
  const errors = useTranslations("errors")
  const [retention, setRetention] = useState(initial)
  const [chosen, setChosen] = useState(initial.chosenDays)
  const [asking, setAsking] = useState(false)
  const [saving, startSaving] = useTransition()
  const until = deleteAt(retention.endAt, keptDays(chosen, retention.maxDays))
  const isOver = until !== null && until <= now

  const store = async () => {
    const answer = await save(chosen).catch(() => ({ problem: UNANSWERED }))
    if (answer.problem === null) {
      setRetention(answer.retention)
      toast.success(t("saved"))
    } else toast.error(errors.has(answer.problem) ? errors(answer.problem) : t("saveFailed"))
  }
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    if (isOver && chosen !== retention.chosenDays) setAsking(true)
    else startSaving(store)
  }
  return (
    <form onSubmit={submit} className="flex flex-col items-start gap-4">
      <Field label={t("keep")} help={<RetentionHelp maxDays={retention.maxDays} />}>
        <Select
          value={chosen ?? ""}
          onChange={(event) => setChosen(event.target.value === "" ? null : Number(event.target.value))}
          className="max-w-full"
        >
          <Choices {...retention} />
        </Select>
      </Field>
      <p role="status" className={isOver ? "text-warn" : undefined}>
        {isOver ? t("dueNow") : <DeletionText deleteAt={until} />}
      </p>
      <Button type="submit" variant="secondary" busy={saving}>
        {t("save")}
      </Button>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={t("confirmTitle", { title })}
        description={t("confirmText")}
        confirmLabel={t("confirm")}
        onConfirm={store}
      />
    </form>
  )
}

function RetentionHelp({ maxDays }: Pick<Retention, "maxDays">) {
  const t = useTranslations("transcript")
  return (
    <>
      {t("keepHelp")} {maxDays !== null && t("keepMax", { days: maxDays })}
    </>
  )
}

function Choices({ chosenDays, maxDays }: Pick<Retention, "chosenDays" | "maxDays">) {
  const t = useTranslations("transcript")
  const fits = (days: number) => maxDays === null || days < maxDays
  const offered = new Set<number>(KEEP_DAYS_CHOICES.filter(fits))
  // Chosen elsewhere, or before the installation's limit was what it is now.
  if (chosenDays !== null) offered.add(chosenDays)
  return (
    <>
      {[...offered]
        .sort((a, b) => a - b)
        .map((days) => (
          <option key={days} value={days}>
            {t("days", { days })}
          </option>
        ))}
      <option value="">{maxDays === null ? t("forever") : t("longest", { days: maxDays })}</option>
    </>
  )
}
