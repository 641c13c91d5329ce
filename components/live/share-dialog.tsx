"use client"

import { Share2 } from "lucide-react"
import { useTranslations } from "next-intl"
import { Button } from "#components/ui/button.tsx"
import { CopyButton } from "#components/ui/copy-button.tsx"
import { Dialog, DialogContent, DialogTrigger } from "#components/ui/dialog.tsx"
import { Field } from "#components/ui/field.tsx"
import { Input, Textarea } from "#components/ui/input.tsx"

type ShareDialogProps = { title: string; pageUrl: string }

export function ShareDialog({ title, pageUrl }: ShareDialogProps) {
  const t = useTranslations("live")
  const embedCode = `<iframe src="${pageUrl}/embed" title="${escapeAttribute(title)}" width="640" height="360" style="border:0" allow="autoplay; fullscreen; picture-in-picture"></iframe>`
  return (
    <Dialog>
      <DialogTrigger>
        <Button variant="secondary">
          <Share2 aria-hidden />
          {t("share")}
        </Button>
      </DialogTrigger>
      <DialogContent title={t("shareTitle")} description={t("shareHelp")}>
        <div className="flex flex-col items-start gap-2">
          <Field label={t("link")} className="w-full">
            <Input readOnly value={pageUrl} onFocus={(event) => event.target.select()} />
          </Field>
          <CopyButton value={pageUrl} label={t("copyLink")} copiedLabel={t("linkCopied")} />
        </div>
        <div className="flex flex-col items-start gap-2">
          <Field label={t("embedCode")} help={t("embedHelp")} className="w-full">
            <Textarea readOnly rows={4} value={embedCode} onFocus={(event) => event.target.select()} />
          </Field>
          <CopyButton value={embedCode} label={t("copyEmbed")} copiedLabel={t("embedCopied")} />
        </div>
      </DialogContent>
    </Dialog>
  )
}

function escapeAttribute(text: string) {
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;")
}
