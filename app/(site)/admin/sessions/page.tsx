import type { Metadata } from "next"
import { getTimeZone, getTranslations } from "next-intl/server"
import { NoAccess } from "#components/admin/no-access.tsx"
import { readSessionsAddress, sessionsPath } from "#components/admin/session-filter.ts"
import { SessionTable } from "#components/admin/session-table.tsx"
import { TasksHint } from "#components/admin/tasks-hint.tsx"
import { PageHeader } from "#components/ui/page-header.tsx"
import { getDeps } from "#server/deps.ts"
import { listGateways } from "#server/services/gateways.ts"
import { countBuried } from "#server/services/graveyard.ts"
import { listSessions } from "#server/services/sessions.ts"
import { forAdmin } from "../for-admin.ts"

type SessionsPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> }

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("admin.sessions")
  return { title: t("title") }
}

export default async function SessionsPage({ searchParams }: SessionsPageProps) {
  const { filter, page } = readSessionsAddress(await searchParams)
  const found = await forAdmin(sessionsPath(filter), (deps, actor) =>
    Promise.all([
      listSessions(deps, actor, { ...filter, page }),
      listGateways(deps, actor),
      countBuried(deps, actor),
    ]),
  )
  if (!found) return <NoAccess />
  const [sessions, gateways, buried] = found
  const [t, zone, { clock }] = await Promise.all([
    getTranslations("admin.sessions"),
    getTimeZone(),
    getDeps(),
  ])
  return (
    <>
      <PageHeader title={t("title")} description={t("description", { zone })} />
      <TasksHint count={buried} />
      <SessionTable
        {...sessions}
        page={page}
        filter={filter}
        gateways={gateways.map(({ id, name }) => ({ id, name }))}
        serverNow={clock.now()}
      />
    </>
  )
}
