import type { Metadata } from "next"
import { getTimeZone, getTranslations } from "next-intl/server"
import { AddLink } from "#components/admin/add-link.tsx"
import { GatewayTable } from "#components/admin/gateway-table.tsx"
import { NoAccess } from "#components/admin/no-access.tsx"
import { PageHeader } from "#components/ui/page-header.tsx"
import { listGateways } from "#server/services/gateways.ts"
import { deleteGatewayForm, testGateway } from "../actions.ts"
import { forAdmin } from "../for-admin.ts"
import { setGatewayMaintenance } from "./actions.ts"

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("admin.gateways")
  return { title: t("title") }
}

export default async function GatewaysPage() {
  const rows = await forAdmin("/admin/gateways", listGateways)
  if (!rows) return <NoAccess />
  const [t, zone] = await Promise.all([getTranslations("admin.gateways"), getTimeZone()])
  return (
    <>
      <PageHeader
        title={t("title")}
        description={`${t("description")} ${t("zone", { zone })}`}
        actions={rows.length > 0 && <AddLink href="/admin/gateways/new">{t("add")}</AddLink>}
      />
      <GatewayTable
        rows={rows}
        test={testGateway}
        setMaintenance={setGatewayMaintenance}
        remove={deleteGatewayForm}
      />
    </>
  )
}
