"use client"

import { Plus } from "lucide-react"
import { useTranslations } from "next-intl"
import type { ReactNode } from "react"
import { Button } from "#components/ui/button.tsx"
import { Field } from "#components/ui/field.tsx"
import { Input } from "#components/ui/input.tsx"
import { Select } from "#components/ui/select.tsx"
import type { GatewayForm } from "#server/domain/gateway.ts"
import type { BroadcasterRow } from "#server/domain/views.ts"
import { gatewayFieldId } from "./gateway-draft.ts"

type PictureFieldsProps = {
  draft: GatewayForm
  change: (part: Partial<GatewayForm>) => void
  errorOf: (field: keyof GatewayForm) => string | undefined
  broadcasters: readonly BroadcasterRow[]
  /** The stored name of this gateway: its own broadcaster isn't taken. */
  ownName: string | null
  ownRtmpUrl: string
  /** As shown, its key hidden. */
  storedRtmpUrl: string | null
  onCreate: () => void
}

export function PictureFields({ draft, change, errorOf, broadcasters, ...props }: PictureFieldsProps) {
  const t = useTranslations("admin.gatewayForm")
  const chosen = broadcasters.find(({ id }) => id === draft.broadcasterId) ?? null
  const isTaken = (row: BroadcasterRow) => row.gatewayName !== null && row.gatewayName !== props.ownName
  return (
    <>
      <div className="flex flex-col items-start gap-2">
        <Field
          label={t("broadcasterId")}
          help={t("broadcasterIdHelp")}
          error={errorOf("broadcasterId")}
          required
          htmlFor={gatewayFieldId("broadcasterId")}
          className="w-full"
        >
          <Select
            value={draft.broadcasterId}
            onChange={(event) => change({ broadcasterId: event.target.value })}
          >
            <option value="">{t("choose")}</option>
            {broadcasters.map((row) => (
              <option key={row.id} value={row.id} disabled={isTaken(row)}>
                {isTaken(row) ? t("takenBy", { name: row.name, gateway: row.gatewayName ?? "" }) : row.name}
              </option>
            ))}
          </Select>
        </Field>
        <Button variant="secondary" size="sm" onClick={props.onCreate}>
          <Plus aria-hidden />
          {t("createBroadcaster")}
        </Button>
      </div>
      <Field
        label={t("rtmpUrl")}
        help={
          <RtmpHelp
            broadcaster={chosen}
            ownRtmpUrl={props.ownRtmpUrl}
            isKept={props.storedRtmpUrl !== null && draft.rtmpUrl === props.storedRtmpUrl}
          />
        }
        error={errorOf("rtmpUrl")}
        required={Boolean(chosen?.hlsUrl)}
        htmlFor={gatewayFieldId("rtmpUrl")}
      >
        <Input
          value={draft.rtmpUrl}
          maxLength={500}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => change({ rtmpUrl: event.target.value })}
        />
      </Field>
    </>
  )
}

type RtmpHelpProps = { broadcaster: BroadcasterRow | null; ownRtmpUrl: string; isKept: boolean }

function RtmpHelp({ broadcaster, ownRtmpUrl, isKept }: RtmpHelpProps) {
  const t = useTranslations("admin.gatewayForm")
  const address = (text: ReactNode) => <code className="wrap-anywhere text-text">{text}</code>
  if (!broadcaster) return t("rtmpUrlUnknown")
  if (!broadcaster.hlsUrl)
    return t.rich("rtmpUrlOwn", { address, url: `${ownRtmpUrl}/${broadcaster.streamName}` })
  return (
    <>
      {t.rich("rtmpUrlOther", { address, url: broadcaster.hlsUrl })} {isKept && t("rtmpUrlKept")}
    </>
  )
}
