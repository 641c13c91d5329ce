"use client"

import { ArrowRightLeft, CircleStop, RotateCcw } from "lucide-react"
import { useRouter } from "next/navigation"
import { useTranslations } from "next-intl"
import { useState } from "react"
import { toast } from "sonner"
import { refusalOf } from "#components/forms/refusal.ts"
import { trpc } from "#components/trpc.tsx"
import { Button } from "#components/ui/button.tsx"
import { Dialog, DialogClose, DialogContent, DialogFooter, DialogTrigger } from "#components/ui/dialog.tsx"
import { Field } from "#components/ui/field.tsx"
import { Textarea } from "#components/ui/input.tsx"
import { Notice } from "#components/ui/notice.tsx"
import { Select } from "#components/ui/select.tsx"
import { REASON_MAX_LENGTH } from "#server/domain/livestream.ts"

export type MoveTarget = { id: string; name: string }

type SessionOrdersProps = { livestreamId: string; title: string; targets: readonly MoveTarget[] }
type Order = "stop" | "restart" | "move"

const LOOKS = {
  move: { Icon: ArrowRightLeft, variant: "secondary" },
  restart: { Icon: RotateCcw, variant: "secondary" },
  stop: { Icon: CircleStop, variant: "destructive" },
} as const

/** What an administrator may order while a session runs; each asks why, and keeps the answer. */
export function SessionOrders(props: SessionOrdersProps) {
  return (
    <>
      <SessionOrder order="move" {...props} />
      <SessionOrder order="restart" {...props} />
      <SessionOrder order="stop" {...props} />
    </>
  )
}

type SessionOrderProps = Omit<SessionOrdersProps, "targets"> & {
  order: Order
  /** Where to, of a move. */
  targets?: readonly MoveTarget[]
  /** In a table's row: small, and named by more than what it does. */
  rowLabel?: string
}

export function SessionOrder({ order, rowLabel, ...session }: SessionOrderProps) {
  const t = useTranslations("operations.session")
  const [open, setOpen] = useState(false)
  const { Icon, variant } = LOOKS[order]
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogTrigger>
        <Button variant={variant} size={rowLabel ? "sm" : "md"} aria-label={rowLabel}>
          <Icon aria-hidden />
          {t(`${order}.action`)}
        </Button>
      </DialogTrigger>
      <DialogContent title={t(`${order}.title`, { title: session.title })} description={t(`${order}.body`)}>
        <OrderForm order={order} {...session} onDone={() => setOpen(false)} />
      </DialogContent>
    </Dialog>
  )
}

function OrderForm({
  order,
  livestreamId,
  targets = [],
  onDone,
}: Omit<SessionOrderProps, "rowLabel"> & { onDone: () => void }) {
  const t = useTranslations("operations.session")
  const common = useTranslations("common")
  const messages = useTranslations("errors")
  const [reason, setReason] = useState("")
  const [gatewayId, setGatewayId] = useState("")
  const [missing, setMissing] = useState(false)
  const { send, busy, problem } = useOrder(livestreamId, onDone)
  const submit = () => {
    const given = reason.trim()
    setMissing(given === "")
    if (given !== "") void send(order, given, gatewayId || null)
  }
  return (
    <>
      {problem && (
        <Notice tone="bad" title={t("refused")}>
          {problem}
        </Notice>
      )}
      {order === "move" && (
        <Field label={t("target")} help={t("targetHelp")}>
          <Select value={gatewayId} onChange={(event) => setGatewayId(event.target.value)}>
            <option value="">{t("anyGateway")}</option>
            {targets.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </Select>
        </Field>
      )}
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
      <DialogFooter>
        <DialogClose>
          <Button variant="ghost">{common("cancel")}</Button>
        </DialogClose>
        <Button variant={order === "stop" ? "destructive" : "primary"} busy={busy} onClick={submit}>
          {t(`${order}.confirm`)}
        </Button>
      </DialogFooter>
    </>
  )
}

function useOrder(livestreamId: string, onDone: () => void) {
  const t = useTranslations("operations.session")
  const messages = useTranslations("errors")
  const router = useRouter()
  const stop = trpc.admin.stopSession.useMutation()
  const restart = trpc.admin.restartSession.useMutation()
  const move = trpc.admin.moveSession.useMutation()
  const [problem, setProblem] = useState<string | null>(null)
  const carryOut = async (order: Order, reason: string, gatewayId: string | null) => {
    if (order === "stop") await stop.mutateAsync({ livestreamId, reason })
    else if (order === "restart") await restart.mutateAsync({ livestreamId, reason })
    else {
      const { gatewayName } = await move.mutateAsync({ livestreamId, reason, gatewayId })
      return t("move.done", { gateway: gatewayName })
    }
    return t(`${order}.done`)
  }
  const send = async (order: Order, reason: string, gatewayId: string | null) => {
    setProblem(null)
    try {
      toast.success(await carryOut(order, reason, gatewayId))
      onDone()
    } catch (error) {
      const { code } = refusalOf(error)
      if (code === "no_gateway") setProblem(t("noGateway"))
      else setProblem(messages.has(code) ? messages(code) : t("network"))
    }
    router.refresh()
  }
  return { send, problem, busy: stop.isPending || restart.isPending || move.isPending }
}
