"use client"

import { useTranslations } from "next-intl"
import { Button } from "#components/ui/button.tsx"
import { Dialog, DialogClose, DialogContent, DialogFooter } from "#components/ui/dialog.tsx"

type RefusalDialogProps = {
  title: string
  /** null: nothing was refused. */
  reason: string | null
  onClose: () => void
}

/** Why something was not done: it has to be read, so it waits for the reader. */
export function RefusalDialog({ title, reason, onClose }: RefusalDialogProps) {
  const t = useTranslations("common")
  return (
    <Dialog open={reason !== null} onOpenChange={(open) => !open && onClose()}>
      <DialogContent title={title} description={reason}>
        <DialogFooter>
          <DialogClose>
            <Button>{t("close")}</Button>
          </DialogClose>
        </DialogFooter>
      </DialogContent>
    </Dialog>
  )
}
