import type { Metadata } from "next"
import Link from "next/link"
import { notFound } from "next/navigation"
import { getTranslations } from "next-intl/server"
import { eventDraftOf } from "#components/admin/event-draft.ts"
import { EventEditForm } from "#components/admin/event-edit-form.tsx"
import { NoAccess } from "#components/admin/no-access.tsx"
import { Button } from "#components/ui/button.tsx"
import { PageHeader } from "#components/ui/page-header.tsx"
import { getDeps } from "#server/deps.ts"
import { AppError } from "#server/errors.ts"
import { type EventEdit, getEventEdit } from "#server/services/admin-events.ts"
import { getDirectEvent } from "#server/services/direct-event-view.ts"
import { listBroadcasters } from "#server/services/gateways.ts"
import { forAdmin } from "../../for-admin.ts"
import { saveEventForm } from "../actions.ts"
import { DirectEvent } from "./direct-event.tsx"

type EventPageProps = { params: Promise<{ id: string }> }

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("operations.eventForm")
  return { title: t("pageTitle") }
}

export default async function EventPage({ params }: EventPageProps) {
  const { id } = await params
  const found = await forAdmin(`/admin/events/${id}`, (deps, actor) =>
    Promise.all([
      orNothing(getEventEdit(deps, actor, { eventId: id })),
      orNothing(getDirectEvent(deps, actor, { eventId: id })),
      listBroadcasters(deps, actor),
    ]),
  )
  if (!found) return <NoAccess />
  const [edit, direct, broadcasters] = found
  if (direct) return <DirectEvent view={direct} broadcasters={broadcasters} />
  if (!edit) notFound()
  return <WebinarEvent edit={edit} />
}

async function WebinarEvent({ edit }: { edit: EventEdit }) {
  const [t, { config }] = await Promise.all([getTranslations("operations.eventForm"), getDeps()])
  return (
    <>
      <PageHeader
        title={t("editTitle", { title: edit.form.title })}
        description={t("owner", { name: edit.ownerName })}
        breadcrumb={<Link href="/admin/events">{t("back")}</Link>}
        actions={
          <Button asChild variant="secondary">
            <Link href={`/webinars/${edit.webinarId}/edit`}>{t("webinar")}</Link>
          </Button>
        }
      />
      <EventEditForm
        initial={eventDraftOf(edit.form)}
        timeZone={config.timeZone}
        maxDurationMinutes={config.webinars.maxDurationMinutes}
        broadcaster={edit.broadcaster}
        save={saveEventForm.bind(null, edit.id)}
      />
    </>
  )
}

async function orNothing<Found>(reading: Promise<Found>): Promise<Found | null> {
  try {
    return await reading
  } catch (error) {
    if (error instanceof AppError && error.code === "not_found") return null
    throw error
  }
}
