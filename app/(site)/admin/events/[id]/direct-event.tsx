import Link from "next/link"
import { getTranslations } from "next-intl/server"
import { directEventDraftOf } from "#components/admin/direct-event-draft.ts"
import { DirectEventForm } from "#components/admin/direct-event-form.tsx"
import { DirectEventOrders } from "#components/admin/direct-event-orders.tsx"
import { DirectEventEncoder, DirectEventState } from "#components/admin/direct-event-state.tsx"
import { RefreshWhileOpen } from "#components/admin/refresh-while-open.tsx"
import { Button } from "#components/ui/button.tsx"
import { PageHeader } from "#components/ui/page-header.tsx"
import { getDeps } from "#server/deps.ts"
import type { BroadcasterRow, DirectEventView } from "#server/domain/views.ts"
import { saveBroadcasterForm } from "../../actions.ts"
import { deleteEventForm, saveDirectEventForm } from "../actions.ts"

type DirectEventProps = { view: DirectEventView; broadcasters: readonly BroadcasterRow[] }

/** The page of an event without a webinar: its state, its encoder and its plan. */
export async function DirectEvent({ view, broadcasters }: DirectEventProps) {
  const [t, { config }] = await Promise.all([getTranslations("encoder.form"), getDeps()])
  const { title } = view.form
  return (
    <>
      <PageHeader
        title={title}
        description={t("pageBody", { zone: config.timeZone })}
        breadcrumb={<Link href="/admin/events">{t("back")}</Link>}
        actions={
          <>
            <Button asChild variant="secondary">
              <Link href={`/events/${view.slug}`}>{t("livePage")}</Link>
            </Button>
            <DirectEventOrders eventId={view.id} title={title} state={view.state} remove={deleteEventForm} />
          </>
        }
      />
      <div className="flex max-w-3xl flex-col gap-6">
        <DirectEventState view={view} />
        <DirectEventEncoder broadcaster={view.broadcaster} />
      </div>
      <DirectEventForm
        isNew={false}
        initial={directEventDraftOf(view.form)}
        timeZone={config.timeZone}
        broadcasters={broadcasters}
        save={saveDirectEventForm.bind(null, view.id)}
        createBroadcaster={saveBroadcasterForm.bind(null, null)}
      />
      <RefreshWhileOpen active={view.state !== "ended" && view.state !== "cancelled"} />
    </>
  )
}
