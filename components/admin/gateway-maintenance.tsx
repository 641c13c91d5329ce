"use client"

import { useFormatter, useTranslations } from "next-intl"
import { useState, useTransition } from "react"
import { toast } from "sonner"
import { UNANSWERED } from "#components/forms/unanswered.ts"
import { Button } from "#components/ui/button.tsx"
import { Dialog, DialogClose, DialogContent, DialogFooter } from "#components/ui/dialog.tsx"
import { Field } from "#components/ui/field.tsx"
import { Textarea } from "#components/ui/input.tsx"
import { Notice } from "#components/ui/notice.tsx"
import { REASON_MAX_LENGTH } from "#server/domain/livestream.ts"
import type { GatewayRow } from "#server/domain/views.ts"
import type { MaintenanceAction, MaintenanceProblem } from "./maintenance-action.ts"

type GatewayMaintenanceProps = {
  gateway: GatewayRow
  set: MaintenanceAction
  open: boolean
  onOpenChange: (open: boolean) => void
}

/** Takes a gateway out of service for a reason that colleagues read, or puts it back. */
export function GatewayMaintenance({ gateway, set, open, onOpenChange }: GatewayMaintenanceProps) {
  const t = useTranslations("operations.maintenance")
  const { name, maintenance } = gateway
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      <DialogContent
        title={t(maintenance === null ? "beginTitle" : "endTitle", { name })}
        description={maintenance === null ? t("beginBody") : t("endBody", { reason: maintenance })}
      >
        <MaintenanceForm gateway={gateway} set={set} onDone={() => onOpenChange(false)} />
      </DialogContent>
    </Dialog>
  )
}

type MaintenanceFormProps = { gateway: GatewayRow; set: MaintenanceAction; onDone: () => void }

function MaintenanceForm({ gateway, set, onDone }: MaintenanceFormProps) {
  const t = useTranslations("operations.maintenance")
  const common = useTranslations("common")
  const messages = useTranslations("errors")
  const begins = gateway.maintenance === null
  const [reason, setReason] = useState("")
  const [missing, setMissing] = useState(false)
  const [problem, setProblem] = useState<MaintenanceProblem>(null)
  const [busy, startTransition] = useTransition()
  const submit = () => {
    const given = reason.trim()
    setMissing(begins && given === "")
    if (begins && given === "") return
    startTransition(async () => {
      const found = await set(gateway.id, begins ? given : null).catch(() => ({ code: UNANSWERED }))
      setProblem(found)
      if (found) return
      toast.success(t(begins ? "begun" : "ended", { name: gateway.name }))
      onDone()
    })
  }
  return (
    <>
      {problem && <Problem problem={problem} />}
      {begins && (
        <Field
          label={t("reason")}
          help={t("reasonHelp")}
          error={missing ? messages("required") : undefined}
          required
        >
          <Textarea
            rows={2}
            value={reason}
            maxLength={REASON_MAX_LENGTH}
            onChange={(event) => setReason(event.target.value)}
          />
        </Field>
      )}
      <DialogFooter>
        <DialogClose>
          <Button variant="ghost">{common("cancel")}</Button>
        </DialogClose>
        <Button busy={busy} onClick={submit}>
          {t(begins ? "begin" : "end")}
        </Button>
      </DialogFooter>
    </>
  )
}

function Problem({ problem }: { problem: NonNullable<MaintenanceProblem> }) {
  const t = useTranslations("operations.maintenance")
  const messages = useTranslations("errors")
  const format = useFormatter()
  if ("code" in problem) {
    return <Notice tone="bad">{messages.has(problem.code) ? messages(problem.code) : t("network")}</Notice>
  }
  return (
    <Notice tone="bad" title={t("strandedTitle")}>
      {t("stranded")}
      <ul className="mt-1 list-disc pl-5">
        {problem.stranded.map(({ title, from, to }) => (
          <li key={`${title} ${from.getTime()}`}>
            {title} ({format.dateTime(from, "full")} – {format.dateTime(to, "full")})
          </li>
        ))}
      </ul>
    </Notice>
  )
}
