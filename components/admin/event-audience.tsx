"use client"

import { useTranslations } from "next-intl"
import { fieldId } from "#components/forms/field-id.ts"
import { Switch } from "#components/ui/switch.tsx"

type Audience = { published: boolean; listed: boolean; restricted: boolean }

type EventAudienceProps = {
  draft: Audience
  change: (part: Partial<Audience>) => void
  /** What its broadcaster asks comes on top. */
  broadcaster: { name: string; restricted: boolean } | null
  publishedHelp: string
  listedHelp: string
}

/** Who may see an event, and where they find it. */
export function EventAudience({ draft, change, broadcaster, ...help }: EventAudienceProps) {
  const t = useTranslations("operations.audience")
  return (
    <>
      <Switch
        id={fieldId("published")}
        label={t("published")}
        help={help.publishedHelp}
        checked={draft.published}
        onCheckedChange={(published) => change({ published })}
      />
      <Switch
        id={fieldId("listed")}
        label={t("listed")}
        help={help.listedHelp}
        checked={draft.listed}
        onCheckedChange={(listed) => change({ listed })}
      />
      <Switch
        id={fieldId("restricted")}
        label={t("restricted")}
        help={
          broadcaster?.restricted
            ? t("restrictedByBroadcaster", { name: broadcaster.name })
            : t("restrictedHelp")
        }
        checked={draft.restricted}
        onCheckedChange={(restricted) => change({ restricted })}
      />
    </>
  )
}
