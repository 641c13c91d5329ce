import type { Metadata } from "next"
import Link from "next/link"
import { getTranslations } from "next-intl/server"
import { NEW_GATEWAY } from "#components/admin/gateway-draft.ts"
import { GatewayForm } from "#components/admin/gateway-form.tsx"
import { NoAccess } from "#components/admin/no-access.tsx"
import { PageHeader } from "#components/ui/page-header.tsx"
import { getDeps } from "#server/deps.ts"
import { listBroadcasters } from "#server/services/gateways.ts"
import { saveBroadcasterForm, saveGatewayForm } from "../../actions.ts"
import { forAdmin } from "../../for-admin.ts"

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("admin.gatewayForm")
  return { title: t("newTitle") }
}

export default async function NewGatewayPage() {
  const broadcasters = await forAdmin("/admin/gateways/new", listBroadcasters)
  if (!broadcasters) return <NoAccess />
  const [t, { config }] = await Promise.all([getTranslations("admin.gatewayForm"), getDeps()])
  return (
    <>
      <PageHeader title={t("newTitle")} breadcrumb={<Link href="/admin/gateways">{t("back")}</Link>} />
      <GatewayForm
        stored={null}
        initial={NEW_GATEWAY}
        broadcasters={broadcasters}
        ownRtmpUrl={config.media.rtmpPublicUrl}
        save={saveGatewayForm.bind(null, null)}
        createBroadcaster={saveBroadcasterForm.bind(null, null)}
      />
    </>
  )
}
