import type { Metadata } from "next"
import { getTranslations } from "next-intl/server"
import { orRefuse } from "#app/refusals.ts"
import { Notice } from "#components/ui/notice.tsx"
import { PageHeader } from "#components/ui/page-header.tsx"
import { CreateWebinar, WebinarList } from "#components/webinar/webinar-list.tsx"
import { getActor, getViewer } from "#server/auth.ts"
import { getDeps } from "#server/deps.ts"
import { listWebinars } from "#server/services/webinars.ts"

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("webinar.list")
  return { title: t("title"), robots: { index: false } }
}

export default async function WebinarsPage() {
  const [deps, actor, viewer, t] = await Promise.all([
    getDeps(),
    getActor(),
    getViewer(),
    getTranslations("webinar.list"),
  ])
  const cards = await orRefuse(listWebinars(deps, actor), "/webinars")
  const canCreate = viewer?.canCreateWebinars ?? false
  return (
    <div className="flex flex-col gap-8">
      <PageHeader
        title={t("title")}
        description={t("description")}
        actions={canCreate && cards.length > 0 && <CreateWebinar />}
      />
      {!canCreate && <Notice title={t("notAllowedTitle")}>{t("notAllowedText")}</Notice>}
      <WebinarList cards={cards} canCreate={canCreate} now={deps.clock.now()} />
    </div>
  )
}
