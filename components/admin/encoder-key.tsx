"use client"

import { KeyRound } from "lucide-react"
import { useRouter } from "next/navigation"
import { useFormatter, useTranslations } from "next-intl"
import { useState } from "react"
import { refusalOf } from "#components/forms/refusal.ts"
import { trpc } from "#components/trpc.tsx"
import { ConfirmDialog } from "#components/ui/alert-dialog.tsx"
import { Button } from "#components/ui/button.tsx"
import { CopyButton } from "#components/ui/copy-button.tsx"
import { Notice } from "#components/ui/notice.tsx"
import type { BroadcasterRow, EncoderAddress } from "#server/domain/views.ts"

type EncoderKeyProps = {
  broadcaster: Pick<BroadcasterRow, "id" | "name">
  encoder: NonNullable<BroadcasterRow["encoder"]>
}

/** Where an encoder pushes for this broadcaster. Its key is shown to who makes it, and to nobody after that. */
export function EncoderKey({ broadcaster, encoder }: EncoderKeyProps) {
  const t = useTranslations("encoder.key")
  const format = useFormatter()
  const { address, make, busy, problem } = useNewKey(broadcaster.id)
  const action = (
    <Button
      variant={encoder.keyAt ? "secondary" : "primary"}
      busy={busy}
      onClick={encoder.keyAt ? undefined : make}
    >
      <KeyRound aria-hidden />
      {t(encoder.keyAt ? "renew" : "make")}
    </Button>
  )
  return (
    <div className="flex flex-col gap-4">
      {address ? (
        <NewKey address={address} />
      ) : (
        <dl className="flex flex-col gap-2">
          <Line label={t("server")} value={encoder.server} />
          <Line label={t("streamKey")} value={`${encoder.streamName}?key=…`} />
        </dl>
      )}
      {problem && <Notice tone="bad">{problem}</Notice>}
      <div className="flex flex-wrap items-center gap-3">
        {encoder.keyAt ? (
          <ConfirmDialog
            trigger={action}
            title={t("renewTitle", { name: broadcaster.name })}
            description={t("renewBody")}
            confirmLabel={t("renew")}
            onConfirm={make}
          />
        ) : (
          action
        )}
        <p className="text-muted text-sm">
          {encoder.keyAt ? t("madeAt", { at: format.dateTime(encoder.keyAt, "full") }) : t("none")}
        </p>
      </div>
    </div>
  )
}

function useNewKey(broadcasterId: string) {
  const t = useTranslations("encoder.key")
  const messages = useTranslations("errors")
  const router = useRouter()
  const mutation = trpc.admin.makeEncoderKey.useMutation()
  const [address, setAddress] = useState<EncoderAddress | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const make = async () => {
    setProblem(null)
    try {
      setAddress(await mutation.mutateAsync({ broadcasterId }))
      router.refresh()
    } catch (error) {
      const { code } = refusalOf(error)
      setProblem(messages.has(code) ? messages(code) : t("network"))
    }
  }
  return { address, make, problem, busy: mutation.isPending }
}

function NewKey({ address: { address, server, streamKey } }: { address: EncoderAddress }) {
  const t = useTranslations("encoder.key")
  return (
    <Notice tone="ok" title={t("once")}>
      <dl className="mt-2 flex flex-col gap-3">
        <Line label={t("address")} value={address} copy={t("copyAddress")} />
        <Line label={t("server")} value={server} copy={t("copyServer")} />
        <Line label={t("streamKey")} value={streamKey} copy={t("copyStreamKey")} />
      </dl>
    </Notice>
  )
}

function Line({ label, value, copy }: { label: string; value: string; copy?: string }) {
  const t = useTranslations("encoder.key")
  return (
    <div className="flex flex-col gap-1">
      <dt className="text-muted text-sm">{label}</dt>
      <dd className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <code className="wrap-anywhere min-w-0 text-sm">{value}</code>
        {copy && <CopyButton value={value} label={copy} copiedLabel={t("copied")} />}
      </dd>
    </div>
  )
}
