import type { Metadata } from "next"
import { getTimeZone, getTranslations } from "next-intl/server"
import { NoAccess } from "#components/admin/no-access.tsx"
import { TaskTable } from "#components/admin/task-table.tsx"
import { PageHeader } from "#components/ui/page-header.tsx"
import { listBuried } from "#server/services/graveyard.ts"
import { forAdmin } from "../for-admin.ts"

type TasksPageProps = { searchParams: Promise<{ page?: string | string[] }> }

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("graveyard")
  return { title: t("title") }
}

export default async function TasksPage({ searchParams }: TasksPageProps) {
  const number = Number((await searchParams).page)
  const page = Number.isSafeInteger(number) && number > 0 ? number : 1
  const found = await forAdmin("/admin/tasks", (deps, actor) => listBuried(deps, actor, { page }))
  if (!found) return <NoAccess />
  const [t, zone] = await Promise.all([getTranslations("graveyard"), getTimeZone()])
  return (
    <>
      <PageHeader title={t("title")} description={t("description", { zone })} />
      <TaskTable {...found} page={page} />
    </>
  )
}
