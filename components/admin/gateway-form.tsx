"use client"

import { useRouter } from "next/navigation"
import { useTranslations } from "next-intl"
import { useState } from "react"
import { toast } from "sonner"
import { Field } from "#components/ui/field.tsx"
import { Input } from "#components/ui/input.tsx"
import { SectionCard } from "#components/ui/section-card.tsx"
import { Select } from "#components/ui/select.tsx"
import { Switch } from "#components/ui/switch.tsx"
import { DIALECTS, Dialect, type GatewayForm as GatewayValues } from "#server/domain/gateway.ts"
import type { BroadcasterRow } from "#server/domain/views.ts"
import { AdminForm } from "./admin-form.tsx"
import type { SaveAction } from "./admin-form-state.ts"
import type { BroadcasterDraft } from "./broadcaster-draft.ts"
import { CreateBroadcaster } from "./create-broadcaster.tsx"
import { gatewayFieldId } from "./gateway-draft.ts"
import { PictureFields } from "./picture-fields.tsx"
import { useAdminForm } from "./use-admin-form.ts"

const LIST = "/admin/gateways"

type GatewayFormProps = {
  /** null: a gateway that doesn't exist yet. */
  stored: { name: string; hasToken: boolean } | null
  initial: GatewayValues
  broadcasters: readonly BroadcasterRow[]
  /** Where gateways push at Amphi's own origin, without the stream's name. */
  ownRtmpUrl: string
  save: SaveAction<GatewayValues>
  createBroadcaster: SaveAction<BroadcasterDraft>
}

export function GatewayForm({ stored, initial, save, ...props }: GatewayFormProps) {
  const t = useTranslations("admin.gatewayForm")
  const dialects = useTranslations("admin.dialect")
  const router = useRouter()
  const [creating, setCreating] = useState(false)
  const form = useAdminForm<GatewayValues>({
    initial,
    save,
    onSaved: (_savedId, values) => {
      toast.success(t("saved", { name: values.name }))
      router.push(LIST)
    },
    wordsOf: (field, { dialect, broadcasterId }) =>
      field === "dialect"
        ? dialects(dialect)
        : field === "broadcasterId"
          ? props.broadcasters.find(({ id }) => id === broadcasterId)?.name
          : undefined,
  })
  const { draft, change, errorOf, loaded } = form
  // Unless the version asks for one it has no field.
  const idOf = (field: string) =>
    gatewayFieldId(field === "gatewayRef" && draft.dialect !== "gateway" ? "dialect" : field)
  return (
    <>
      <AdminForm form={form} idOf={idOf} labelOf={(field) => t(field)} back={LIST}>
        <ServerSection draft={draft} change={change} errorOf={errorOf} hasToken={stored?.hasToken ?? false} />
        <SectionCard title={t("pictureSection")}>
          <PictureFields
            draft={draft}
            change={change}
            errorOf={errorOf}
            broadcasters={props.broadcasters}
            ownName={stored?.name ?? null}
            ownRtmpUrl={props.ownRtmpUrl}
            storedRtmpUrl={stored && loaded.rtmpUrl ? loaded.rtmpUrl : null}
            onCreate={() => setCreating(true)}
          />
        </SectionCard>
        <SectionCard title={t("useSection")}>
          <Switch
            id={gatewayFieldId("enabled")}
            label={t("enabled")}
            help={t("enabledHelp")}
            checked={draft.enabled}
            onCheckedChange={(enabled) => change({ enabled })}
          />
        </SectionCard>
      </AdminForm>
      <CreateBroadcaster
        open={creating}
        onOpenChange={setCreating}
        description={t("dialogBody")}
        save={props.createBroadcaster}
        onSaved={(broadcasterId) => change({ broadcasterId })}
      />
    </>
  )
}

type ServerSectionProps = {
  draft: GatewayValues
  change: (part: Partial<GatewayValues>) => void
  errorOf: (field: keyof GatewayValues) => string | undefined
  hasToken: boolean
}

function ServerSection({ draft, change, errorOf, hasToken }: ServerSectionProps) {
  const t = useTranslations("admin.gatewayForm")
  const dialects = useTranslations("admin.dialect")
  const tokenHelp = hasToken ? "tokenKept" : "tokenNew"
  return (
    <SectionCard title={t("serverSection")}>
      <Field
        label={t("name")}
        help={t("nameHelp")}
        error={errorOf("name")}
        required
        htmlFor={gatewayFieldId("name")}
      >
        <Input
          value={draft.name}
          maxLength={80}
          autoComplete="off"
          onChange={(event) => change({ name: event.target.value })}
        />
      </Field>
      <Field
        label={t("dialect")}
        help={dialects(`${draft.dialect}Help`)}
        error={errorOf("dialect")}
        required
        htmlFor={gatewayFieldId("dialect")}
      >
        <Select
          value={draft.dialect}
          onChange={(event) => change({ dialect: Dialect.parse(event.target.value) })}
        >
          {DIALECTS.map((dialect) => (
            <option key={dialect} value={dialect}>
              {dialects(dialect)}
            </option>
          ))}
        </Select>
      </Field>
      <Field
        label={t("sipmediagwUrl")}
        help={t("sipmediagwUrlHelp")}
        error={errorOf("sipmediagwUrl")}
        required
        htmlFor={gatewayFieldId("sipmediagwUrl")}
      >
        <Input
          type="url"
          value={draft.sipmediagwUrl}
          maxLength={250}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => change({ sipmediagwUrl: event.target.value })}
        />
      </Field>
      {draft.dialect === "gateway" && (
        <Field
          label={t("gatewayRef")}
          help={t("gatewayRefHelp")}
          error={errorOf("gatewayRef")}
          required
          htmlFor={gatewayFieldId("gatewayRef")}
        >
          <Input
            value={draft.gatewayRef}
            maxLength={80}
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => change({ gatewayRef: event.target.value })}
          />
        </Field>
      )}
      <Field
        label={t("token")}
        help={draft.dialect === "gateway" ? `${t("tokenOptional")} ${t(tokenHelp)}` : t(tokenHelp)}
        error={errorOf("token")}
        required={draft.dialect !== "gateway" && !hasToken}
        htmlFor={gatewayFieldId("token")}
      >
        <Input
          type="password"
          value={draft.token}
          maxLength={250}
          autoComplete="new-password"
          onChange={(event) => change({ token: event.target.value })}
        />
      </Field>
    </SectionCard>
  )
}
