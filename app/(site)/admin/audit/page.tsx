import type { Metadata } from "next"
import { getTimeZone, getTranslations } from "next-intl/server"
import { auditPath, readAuditAddress } from "#components/admin/audit-address.ts"
import { AuditTable } from "#components/admin/audit-table.tsx"
import { NoAccess } from "#components/admin/no-access.tsx"
import { PageHeader } from "#components/ui/page-header.tsx"
import { listAudit } from "#server/services/audit.ts"
import { forAdmin } from "../for-admin.ts"

type AuditPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> }

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("admin.audit")
  return { title: t("title") }
}

export default async function AuditPage({ searchParams }: AuditPageProps) {
  const { filter, page } = readAuditAddress(await searchParams)
  const found = await forAdmin(auditPath(filter), (deps, actor) =>
    listAudit(deps, actor, { ...filter, page }),
  )
  if (!found) return <NoAccess />
  const [t, zone] = await Promise.all([getTranslations("admin.audit"), getTimeZone()])
  return (
    <>
      <PageHeader title={t("title")} description={t("description", { zone })} />
      <AuditTable {...found} page={page} filter={filter} />
    </>
  )
}
