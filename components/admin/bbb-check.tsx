"use client"

import { PlugZap } from "lucide-react"
import { useTranslations } from "next-intl"
import { trpc } from "#components/trpc.tsx"
import { Button } from "#components/ui/button.tsx"
import { Dialog, DialogClose, DialogContent, DialogFooter, DialogTrigger } from "#components/ui/dialog.tsx"
import { Notice } from "#components/ui/notice.tsx"
import type { BbbCheck } from "#server/domain/setup.ts"

/** Asks as soon as it is opened: the question changes nothing. */
export function BbbCheckButton() {
  const t = useTranslations("operations.bbbCheck")
  const common = useTranslations("common")
  const check = trpc.admin.checkBbb.useMutation()
  return (
    <Dialog onOpenChange={(open) => open && check.mutate()}>
      <DialogTrigger>
        <Button variant="secondary" size="sm">
          <PlugZap aria-hidden />
          {t("action")}
        </Button>
      </DialogTrigger>
      <DialogContent title={t("title")} description={t("description")}>
        {check.isPending && <p role="status">{t("asking")}</p>}
        {check.isError && <Notice tone="bad">{t("network")}</Notice>}
        {check.data && !check.isPending && <Answer check={check.data} />}
        <DialogFooter>
          <Button variant="secondary" busy={check.isPending} onClick={() => check.mutate()}>
            {t("again")}
          </Button>
          <DialogClose>
            <Button>{common("close")}</Button>
          </DialogClose>
        </DialogFooter>
      </DialogContent>
    </Dialog>
  )
}

function Answer({ check }: { check: BbbCheck }) {
  const t = useTranslations("operations.bbbCheck")
  if (check.state === "failed") {
    return (
      <Notice tone="bad" title={t("failedTitle")}>
        {t(`failure.${check.failure}`)}
      </Notice>
    )
  }
  return (
    <Notice tone="ok" title={t("okTitle")}>
      <p>{t(check.capabilities.chatApi ? "chat" : "noChat")}</p>
      <p>{t(check.capabilities.webhooks ? "hooks" : "noHooks")}</p>
    </Notice>
  )
}
