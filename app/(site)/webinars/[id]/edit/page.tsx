import type { Metadata } from "next"
import Link from "next/link"
import { getTranslations } from "next-intl/server"
import { orRefuse } from "#app/refusals.ts"
import { PageHeader } from "#components/ui/page-header.tsx"
import { DeleteWebinar } from "#components/webinar/delete-webinar.tsx"
import { PresenterGuide } from "#components/webinar/presenter-guide.tsx"
import { RetentionForm } from "#components/webinar/retention-form.tsx"
import { TranscriptCard } from "#components/webinar/transcript-card.tsx"
import { draftOf } from "#components/webinar/webinar-draft.ts"
import { WebinarForm } from "#components/webinar/webinar-form.tsx"
import { getActor } from "#server/auth.ts"
import { getDeps } from "#server/deps.ts"
import { getRetention } from "#server/services/retention.ts"
import { getWebinarEdit } from "#server/services/webinars.ts"
import { deleteWebinarForm, saveWebinarForm } from "../../actions.ts"
import { saveRetention } from "../../retention-action.ts"
import { settingsOf } from "../../settings.ts"

type EditPageProps = { params: Promise<{ id: string }> }

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("webinar.edit")
  return { title: t("editTitle"), robots: { index: false } }
}

export default async function EditWebinarPage({ params }: EditPageProps) {
  const { id } = await params
  const [deps, actor, t] = await Promise.all([getDeps(), getActor(), getTranslations("webinar")])
  const edit = await orRefuse(getWebinarEdit(deps, actor, { webinarId: id }), `/webinars/${id}/edit`)
  return (
    <div className="grid gap-8 lg:grid-cols-[minmax(0,1fr)_22rem]">
      <div className="flex min-w-0 flex-col gap-8">
        <PageHeader
          breadcrumb={
            <Link href={`/webinars/${id}`} className="underline underline-offset-4">
              {edit.form.title}
            </Link>
          }
          title={t("edit.editTitle")}
        />
        <WebinarForm
          webinarId={id}
          initial={draftOf(edit.form)}
          settings={settingsOf(deps)}
          save={saveWebinarForm.bind(null, id)}
          owner={edit.owner}
          presenters={edit.presenters}
          slides={edit.slides}
          livestreamOpen={edit.livestreamOpen}
        />
        <div id="chat-transcript" className="scroll-mt-6">
          <TranscriptCard webinarId={id}>
            <RetentionForm
              title={edit.form.title}
              retention={await getRetention(deps, actor, { webinarId: id })}
              now={deps.clock.now()}
              save={saveRetention.bind(null, id)}
            />
          </TranscriptCard>
        </div>
        {edit.isOwner && (
          <div className="border-t pt-6">
            <DeleteWebinar webinarId={id} title={edit.form.title} remove={deleteWebinarForm.bind(null, id)} />
          </div>
        )}
      </div>
      <div className="self-start lg:sticky lg:top-24">
        <PresenterGuide />
      </div>
    </div>
  )
}
