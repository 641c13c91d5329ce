import type { Metadata } from "next"
import { getTimeZone, getTranslations } from "next-intl/server"
import { NoAccess } from "#components/admin/no-access.tsx"
import { SESSION_FILTERS } from "#components/admin/session-filter.ts"
import { SessionTable } from "#components/admin/session-table.tsx"
import { PageHeader } from "#components/ui/page-header.tsx"
import { readTableUrl } from "#components/ui/table-url.ts"
import { getDeps } from "#server/deps.ts"
import { listSessions } from "#server/services/sessions.ts"
import { forAdmin } from "../for-admin.ts"

type SessionsPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> }

const QUERY_MAX_LENGTH = 100

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("admin.sessions")
  return { title: t("title") }
}

export default async function SessionsPage({ searchParams }: SessionsPageProps) {
  const asked = await searchParams
  const first = (name: string) => [asked[name]].flat()[0] ?? null
  const url = readTableUrl({ get: first }, "")
  const query = url.query.slice(0, QUERY_MAX_LENGTH)
  const filter = SESSION_FILTERS.find((value) => value === first("state")) ?? "all"
  const found = await forAdmin("/admin/sessions", (deps, actor) =>
    listSessions(deps, actor, { query, state: filter, page: url.page }),
  )
  if (!found) return <NoAccess />
  const [t, zone, { clock }] = await Promise.all([
    getTranslations("admin.sessions"),
    getTimeZone(),
    getDeps(),
  ])
  return (
    <>
      <PageHeader title={t("title")} description={t("description", { zone })} />
      <SessionTable {...found} page={url.page} filter={filter} query={query} serverNow={clock.now()} />
    </>
  )
}
