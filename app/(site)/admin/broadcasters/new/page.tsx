import type { Metadata } from "next"
import Link from "next/link"
import { getTranslations } from "next-intl/server"
import { NEW_BROADCASTER } from "#components/admin/broadcaster-draft.ts"
import { BroadcasterForm } from "#components/admin/broadcaster-form.tsx"
import { NoAccess } from "#components/admin/no-access.tsx"
import { PageHeader } from "#components/ui/page-header.tsx"
import { listBroadcasters } from "#server/services/gateways.ts"
import { saveBroadcasterForm } from "../../actions.ts"
import { forAdmin } from "../../for-admin.ts"

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("admin.broadcasterForm")
  return { title: t("newTitle") }
}

export default async function NewBroadcasterPage() {
  if (!(await forAdmin("/admin/broadcasters/new", listBroadcasters))) return <NoAccess />
  const t = await getTranslations("admin.broadcasterForm")
  return (
    <>
      <PageHeader title={t("newTitle")} breadcrumb={<Link href="/admin/broadcasters">{t("back")}</Link>} />
      <BroadcasterForm initial={NEW_BROADCASTER} save={saveBroadcasterForm.bind(null, null)} />
    </>
  )
}
