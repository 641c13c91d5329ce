import type { Metadata } from "next"
import Link from "next/link"
import { notFound } from "next/navigation"
import { getTranslations } from "next-intl/server"
import { gatewayDraftOf } from "#components/admin/gateway-draft.ts"
import { GatewayForm } from "#components/admin/gateway-form.tsx"
import { NoAccess } from "#components/admin/no-access.tsx"
import { TestGateway } from "#components/admin/test-gateway.tsx"
import { PageHeader } from "#components/ui/page-header.tsx"
import { getDeps } from "#server/deps.ts"
import { listBroadcasters, listGateways } from "#server/services/gateways.ts"
import { saveBroadcasterForm, saveGatewayForm, testGateway } from "../../actions.ts"
import { forAdmin } from "../../for-admin.ts"

type GatewayPageProps = { params: Promise<{ id: string }> }

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("admin.gateways")
  return { title: t("edit") }
}

export default async function GatewayPage({ params }: GatewayPageProps) {
  const { id } = await params
  const lists = await forAdmin(`/admin/gateways/${id}`, (deps, actor) =>
    Promise.all([listGateways(deps, actor), listBroadcasters(deps, actor)]),
  )
  if (!lists) return <NoAccess />
  const [gateways, broadcasters] = lists
  const gateway = gateways.find((row) => row.id === id)
  if (!gateway) notFound()
  const [t, { config }] = await Promise.all([getTranslations("admin.gatewayForm"), getDeps()])
  const { name, hasToken } = gateway
  return (
    <>
      <PageHeader
        title={t("editTitle", { name })}
        breadcrumb={<Link href="/admin/gateways">{t("back")}</Link>}
        actions={<TestGateway gateway={gateway} test={testGateway} />}
      />
      <GatewayForm
        stored={{ name, hasToken }}
        initial={gatewayDraftOf(gateway)}
        broadcasters={broadcasters}
        ownRtmpUrl={config.media.rtmpPublicUrl}
        save={saveGatewayForm.bind(null, id)}
        createBroadcaster={saveBroadcasterForm.bind(null, null)}
      />
    </>
  )
}
