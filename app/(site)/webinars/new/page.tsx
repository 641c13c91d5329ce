import type { Metadata } from "next"
import { redirect } from "next/navigation"
import { getTranslations } from "next-intl/server"
import { signInPath } from "#components/frame/return-path.ts"
import { Notice } from "#components/ui/notice.tsx"
import { PageHeader } from "#components/ui/page-header.tsx"
import { PresenterGuide } from "#components/webinar/presenter-guide.tsx"
import { draftOf } from "#components/webinar/webinar-draft.ts"
import { WebinarForm } from "#components/webinar/webinar-form.tsx"
import { getActor, getViewer } from "#server/auth.ts"
import { getDeps } from "#server/deps.ts"
import { newWebinarForm } from "#server/services/webinars.ts"
import { saveWebinarForm } from "../actions.ts"
import { settingsOf } from "../settings.ts"

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("webinar.edit")
  return { title: t("newTitle"), robots: { index: false } }
}

export default async function NewWebinarPage() {
  const [deps, actor, viewer, t] = await Promise.all([
    getDeps(),
    getActor(),
    getViewer(),
    getTranslations("webinar"),
  ])
  if (!viewer) redirect(signInPath("/webinars/new"))
  if (!viewer.canCreateWebinars) {
    return (
      <div className="flex flex-col gap-8">
        <PageHeader title={t("edit.newTitle")} />
        <Notice title={t("list.notAllowedTitle")}>{t("list.notAllowedText")}</Notice>
      </div>
    )
  }
  return (
    <div className="grid gap-8 lg:grid-cols-[minmax(0,1fr)_22rem]">
      <div className="flex min-w-0 flex-col gap-8">
        <PageHeader title={t("edit.newTitle")} />
        <WebinarForm
          webinarId={null}
          initial={draftOf(newWebinarForm(deps, actor))}
          settings={settingsOf(deps)}
          save={saveWebinarForm.bind(null, null)}
          owner={null}
          presenters={[]}
          slides={null}
          livestreamOpen={false}
        />
      </div>
      <div className="self-start lg:sticky lg:top-24">
        <PresenterGuide />
      </div>
    </div>
  )
}
