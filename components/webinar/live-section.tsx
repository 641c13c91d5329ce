"use client"

import { useTranslations } from "next-intl"
import { useState } from "react"
import { fieldId } from "#components/forms/field-id.ts"
import { ConfirmDialog } from "#components/ui/alert-dialog.tsx"
import { Notice } from "#components/ui/notice.tsx"
import { SectionCard } from "#components/ui/section-card.tsx"
import { Switch } from "#components/ui/switch.tsx"
import type { SectionProps } from "./webinar-form-state.ts"

type LiveSectionProps = SectionProps & {
  /** Stored as a webinar: switching it off withdraws its event. */
  wasWebinar: boolean
  livestreamOpen: boolean
}

export function LiveSection({ draft, change, settings, wasWebinar, livestreamOpen }: LiveSectionProps) {
  const t = useTranslations("webinar")
  const [asking, setAsking] = useState(false)
  const shows = (field: (typeof settings.shown)[number]) => settings.shown.includes(field)
  if (!shows("is_webinar") && !shows("enable_chat") && !shows("chat_in_picture")) return null
  const switchMode = (isWebinar: boolean) => {
    if (!isWebinar && livestreamOpen) setAsking(true)
    else change({ isWebinar })
  }
  return (
    <SectionCard title={t("section.live")}>
      {shows("is_webinar") && (
        <Switch
          id={fieldId("isWebinar")}
          label={t("field.isWebinar")}
          help={draft.isWebinar ? t("field.isWebinarOn") : t("field.isWebinarOff")}
          checked={draft.isWebinar}
          onCheckedChange={switchMode}
        />
      )}
      {wasWebinar && !draft.isWebinar && <Notice tone="warn">{t("field.withdrawn")}</Notice>}
      {draft.isWebinar && shows("enable_chat") && (
        <Switch
          id={fieldId("enableChat")}
          label={t("field.enableChat")}
          help={t("field.enableChatHelp")}
          checked={draft.enableChat}
          onCheckedChange={(enableChat) => change({ enableChat })}
        />
      )}
      {draft.isWebinar && shows("chat_in_picture") && (
        <Switch
          id={fieldId("chatInPicture")}
          label={t("field.chatInPicture")}
          help={t("field.chatInPictureHelp")}
          checked={draft.chatInPicture}
          onCheckedChange={(chatInPicture) => change({ chatInPicture })}
        />
      )}
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={t("switchOff.title")}
        description={t("switchOff.text")}
        confirmLabel={t("switchOff.confirm")}
        onConfirm={() => change({ isWebinar: false })}
      />
    </SectionCard>
  )
}
