import type { Metadata } from "next"
import Link from "next/link"
import { getTranslations } from "next-intl/server"
import { directEventDraftOf } from "#components/admin/direct-event-draft.ts"
import { DirectEventForm } from "#components/admin/direct-event-form.tsx"
import { NoAccess } from "#components/admin/no-access.tsx"
import { PageHeader } from "#components/ui/page-header.tsx"
import { getDeps } from "#server/deps.ts"
import { newDirectEventForm } from "#server/services/direct-event-view.ts"
import { listBroadcasters } from "#server/services/gateways.ts"
import { saveBroadcasterForm } from "../../actions.ts"
import { forAdmin } from "../../for-admin.ts"
import { saveDirectEventForm } from "../actions.ts"

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("encoder.form")
  return { title: t("newTitle") }
}

export default async function NewEventPage() {
  const found = await forAdmin("/admin/events/new", (deps, actor) =>
    Promise.all([newDirectEventForm(deps, actor), listBroadcasters(deps, actor)]),
  )
  if (!found) return <NoAccess />
  const [form, broadcasters] = found
  const [t, { config }] = await Promise.all([getTranslations("encoder.form"), getDeps()])
  return (
    <>
      <PageHeader
        title={t("newTitle")}
        description={t("newBody")}
        breadcrumb={<Link href="/admin/events">{t("back")}</Link>}
      />
      <DirectEventForm
        isNew
        initial={directEventDraftOf(form)}
        timeZone={config.timeZone}
        broadcasters={broadcasters}
        save={saveDirectEventForm.bind(null, null)}
        createBroadcaster={saveBroadcasterForm.bind(null, null)}
      />
    </>
  )
}
