import type { Metadata } from "next"
import Link from "next/link"
import { notFound } from "next/navigation"
import { getTimeZone, getTranslations } from "next-intl/server"
import { NoAccess } from "#components/admin/no-access.tsx"
import { RefreshWhileOpen } from "#components/admin/refresh-while-open.tsx"
import { SessionFacts } from "#components/admin/session-facts.tsx"
import { SessionLog } from "#components/admin/session-log.tsx"
import { SessionOrders } from "#components/admin/session-orders.tsx"
import { PageHeader } from "#components/ui/page-header.tsx"
import { SectionCard } from "#components/ui/section-card.tsx"
import type { Deps } from "#server/deps.ts"
import { isOpen } from "#server/domain/livestream.ts"
import type { Actor } from "#server/domain/policy.ts"
import { AppError } from "#server/errors.ts"
import { listGateways } from "#server/services/gateways.ts"
import { getSession } from "#server/services/sessions.ts"
import { forAdmin } from "../../for-admin.ts"

type SessionPageProps = { params: Promise<{ id: string }> }

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("operations.session")
  return { title: t("title") }
}

export default async function SessionPage({ params }: SessionPageProps) {
  const { id } = await params
  const found = await forAdmin(`/admin/sessions/${id}`, (deps, actor) =>
    Promise.all([sessionOrNothing(deps, actor, id), listGateways(deps, actor)]),
  )
  if (!found) return <NoAccess />
  const [view, gateways] = found
  if (!view) notFound()
  const [t, zone] = await Promise.all([getTranslations("operations.session"), getTimeZone()])
  const { session } = view
  const running = isOpen(session.state)
  const targets = gateways.filter(
    (row) => row.enabled && row.maintenance === null && !row.busyWith && row.id !== view.gatewayId,
  )
  return (
    <>
      <PageHeader
        title={session.webinarTitle}
        description={t("description", { zone })}
        breadcrumb={<Link href="/admin/sessions">{t("back")}</Link>}
        actions={
          running &&
          session.state !== "stopping" && (
            <SessionOrders livestreamId={session.id} title={session.webinarTitle} targets={targets} />
          )
        }
      />
      <SessionFacts view={view} />
      <p className="flex flex-wrap gap-x-6 gap-y-2">
        <Link href={`/webinars/${session.webinarId}`} className="text-accent underline underline-offset-4">
          {t("controlRoom")}
        </Link>
        <Link href={`/events/${session.eventSlug}`} className="text-accent underline underline-offset-4">
          {t("livePage")}
        </Link>
      </p>
      <SectionCard title={t("logTitle")}>
        <SessionLog log={view.log} calls={view.calls} gatewayName={session.gatewayName} />
      </SectionCard>
      <RefreshWhileOpen active={running} />
    </>
  )
}

async function sessionOrNothing(deps: Deps, actor: Actor, livestreamId: string) {
  try {
    return await getSession(deps, actor, { livestreamId })
  } catch (error) {
    if (error instanceof AppError && error.code === "not_found") return null
    throw error
  }
}
