"use client"

import { useTranslations } from "next-intl"
import { AlertDialog as Radix } from "radix-ui"
import { type ComponentProps, type ReactNode, useState, useTransition } from "react"
import { Button } from "./button.tsx"
import { DialogFooter, OVERLAY, PANEL } from "./dialog.tsx"

type ConfirmDialogProps = {
  /** The button that asks. Leave it out and pass `open` where a menu item asks. */
  trigger?: ReactNode
  open?: boolean
  onOpenChange?: (open: boolean) => void
  /** Names the thing. */
  title: ReactNode
  /** Says what will be gone. */
  description: ReactNode
  confirmLabel: string
  variant?: ComponentProps<typeof Button>["variant"]
  /** The dialog stays, busy, until it is done; what it throws reaches the error page, so handle it inside. */
  onConfirm: () => void | Promise<void>
  /** Where the focus goes afterwards, unless it goes back to what opened the dialog: prevent the event's default. */
  onCloseAutoFocus?: (event: Event) => void
}

export function ConfirmDialog({
  trigger,
  open,
  onOpenChange,
  title,
  description,
  confirmLabel,
  variant = "destructive",
  onConfirm,
  onCloseAutoFocus,
}: ConfirmDialogProps) {
  const t = useTranslations("common")
  const [ownOpen, setOwnOpen] = useState(false)
  const [busy, startTransition] = useTransition()
  const setOpen = (next: boolean) => {
    setOwnOpen(next)
    onOpenChange?.(next)
  }
  const confirm = () => {
    startTransition(async () => {
      await onConfirm()
      setOpen(false)
    })
  }
  return (
    <Radix.Root open={open ?? ownOpen} onOpenChange={(next) => !busy && setOpen(next)}>
      {trigger && <Radix.Trigger asChild>{trigger}</Radix.Trigger>}
      <Radix.Portal>
        <Radix.Overlay className={OVERLAY} />
        <Radix.Content className={PANEL} onCloseAutoFocus={onCloseAutoFocus}>
          <div className="flex flex-col gap-1.5">
            <Radix.Title className="font-semibold text-lg leading-snug">{title}</Radix.Title>
            <Radix.Description className="text-muted">{description}</Radix.Description>
          </div>
          <DialogFooter>
            <Radix.Cancel asChild>
              <Button variant="ghost">{t("cancel")}</Button>
            </Radix.Cancel>
            <Button variant={variant} busy={busy} onClick={confirm}>
              {confirmLabel}
            </Button>
          </DialogFooter>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
