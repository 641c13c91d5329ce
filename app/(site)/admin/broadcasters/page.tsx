import type { Metadata } from "next"
import { getTranslations } from "next-intl/server"
import { AddLink } from "#components/admin/add-link.tsx"
import { BroadcasterTable } from "#components/admin/broadcaster-table.tsx"
import { NoAccess } from "#components/admin/no-access.tsx"
import { PageHeader } from "#components/ui/page-header.tsx"
import { listBroadcasters } from "#server/services/gateways.ts"
import { deleteBroadcasterForm } from "../actions.ts"
import { forAdmin } from "../for-admin.ts"

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("admin.broadcasters")
  return { title: t("title") }
}

export default async function BroadcastersPage() {
  const rows = await forAdmin("/admin/broadcasters", listBroadcasters)
  if (!rows) return <NoAccess />
  const t = await getTranslations("admin.broadcasters")
  return (
    <>
      <PageHeader
        title={t("title")}
        description={t("description")}
        actions={rows.length > 0 && <AddLink href="/admin/broadcasters/new">{t("add")}</AddLink>}
      />
      <BroadcasterTable rows={rows} remove={deleteBroadcasterForm} />
    </>
  )
}
