import type { Metadata } from "next"
import { getTranslations } from "next-intl/server"
import { NoAccess } from "#components/admin/no-access.tsx"
import { SetupGuide } from "#components/admin/setup-guide.tsx"
import { PageHeader } from "#components/ui/page-header.tsx"
import { listGateways } from "#server/services/gateways.ts"
import { getSetup } from "#server/services/setup.ts"
import { forAdmin } from "../for-admin.ts"

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("setup")
  return { title: t("title") }
}

export default async function SetupPage() {
  const found = await forAdmin("/admin/setup", (deps, actor) =>
    Promise.all([getSetup(deps, actor), listGateways(deps, actor)]),
  )
  if (!found) return <NoAccess />
  const [facts, gateways] = found
  const t = await getTranslations("setup")
  return (
    <>
      <PageHeader title={t("title")} description={t("description")} />
      <SetupGuide facts={facts} gateways={gateways} />
    </>
  )
}
