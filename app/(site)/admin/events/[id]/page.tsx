import type { Metadata } from "next"
import Link from "next/link"
import { notFound } from "next/navigation"
import { getTranslations } from "next-intl/server"
import { eventDraftOf } from "#components/admin/event-draft.ts"
import { EventEditForm } from "#components/admin/event-edit-form.tsx"
import { NoAccess } from "#components/admin/no-access.tsx"
import { Button } from "#components/ui/button.tsx"
import { PageHeader } from "#components/ui/page-header.tsx"
import { type Deps, getDeps } from "#server/deps.ts"
import type { Actor } from "#server/domain/policy.ts"
import { AppError } from "#server/errors.ts"
import { getEventEdit } from "#server/services/admin-events.ts"
import { forAdmin } from "../../for-admin.ts"
import { saveEventForm } from "../actions.ts"

type EventPageProps = { params: Promise<{ id: string }> }

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("operations.eventForm")
  return { title: t("pageTitle") }
}

export default async function EventPage({ params }: EventPageProps) {
  const { id } = await params
  const found = await forAdmin(`/admin/events/${id}`, async (deps, actor) => ({
    edit: await eventOrNothing(deps, actor, id),
  }))
  if (!found) return <NoAccess />
  const { edit } = found
  if (!edit) notFound()
  const [t, { config }] = await Promise.all([getTranslations("operations.eventForm"), getDeps()])
  return (
    <>
      <PageHeader
        title={t("editTitle", { title: edit.form.title })}
        description={t("owner", { name: edit.ownerName })}
        breadcrumb={<Link href="/admin/events">{t("back")}</Link>}
        actions={
          edit.webinarId && (
            <Button asChild variant="secondary">
              <Link href={`/webinars/${edit.webinarId}/edit`}>{t("webinar")}</Link>
            </Button>
          )
        }
      />
      <EventEditForm
        initial={eventDraftOf(edit.form)}
        timeZone={config.timeZone}
        maxDurationMinutes={config.webinars.maxDurationMinutes}
        broadcaster={edit.broadcaster}
        save={saveEventForm.bind(null, id)}
      />
    </>
  )
}

async function eventOrNothing(deps: Deps, actor: Actor, eventId: string) {
  try {
    return await getEventEdit(deps, actor, { eventId })
  } catch (error) {
    if (error instanceof AppError && error.code === "not_found") return null
    throw error
  }
}
