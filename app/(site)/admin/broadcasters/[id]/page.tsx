import type { Metadata } from "next"
import Link from "next/link"
import { notFound } from "next/navigation"
import { getTranslations } from "next-intl/server"
import { broadcasterDraftOf } from "#components/admin/broadcaster-draft.ts"
import { BroadcasterForm } from "#components/admin/broadcaster-form.tsx"
import { EncoderKey } from "#components/admin/encoder-key.tsx"
import { NoAccess } from "#components/admin/no-access.tsx"
import { PageHeader } from "#components/ui/page-header.tsx"
import { SectionCard } from "#components/ui/section-card.tsx"
import { listBroadcasters } from "#server/services/gateways.ts"
import { saveBroadcasterForm } from "../../actions.ts"
import { forAdmin } from "../../for-admin.ts"

type BroadcasterPageProps = { params: Promise<{ id: string }> }

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("admin.broadcasters")
  return { title: t("edit") }
}

export default async function BroadcasterPage({ params }: BroadcasterPageProps) {
  const { id } = await params
  const rows = await forAdmin(`/admin/broadcasters/${id}`, listBroadcasters)
  if (!rows) return <NoAccess />
  const broadcaster = rows.find((row) => row.id === id)
  if (!broadcaster) notFound()
  const [t, encoderWords] = await Promise.all([
    getTranslations("admin.broadcasterForm"),
    getTranslations("encoder.broadcaster"),
  ])
  return (
    <>
      <PageHeader
        title={t("editTitle", { name: broadcaster.name })}
        breadcrumb={<Link href="/admin/broadcasters">{t("back")}</Link>}
      />
      <BroadcasterForm initial={broadcasterDraftOf(broadcaster)} save={saveBroadcasterForm.bind(null, id)} />
      {broadcaster.encoder && (
        <div className="max-w-3xl">
          <SectionCard title={encoderWords("title")}>
            <p className="max-w-text">
              {encoderWords(broadcaster.gatewayName ? "bodyShared" : "body", {
                gateway: broadcaster.gatewayName ?? "",
              })}
            </p>
            <EncoderKey broadcaster={broadcaster} encoder={broadcaster.encoder} />
          </SectionCard>
        </div>
      )}
    </>
  )
}
