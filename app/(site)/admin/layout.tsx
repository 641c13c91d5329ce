import type { Metadata } from "next"
import type { ReactNode } from "react"
import { AdminNav } from "#components/admin/admin-nav.tsx"
import { AreaMessages } from "#components/i18n/area-messages.tsx"
import { getActor, getViewer } from "#server/auth.ts"
import { getDeps } from "#server/deps.ts"
import { isAdmin } from "#server/domain/policy.ts"
import { countBuried } from "#server/services/graveyard.ts"

export const metadata: Metadata = { robots: { index: false } }

/** Shows the sections by rights but protects nothing: each page asks its service. */
export default async function AdminLayout({ children }: { children: ReactNode }) {
  const [viewer, failedTasks] = await Promise.all([getViewer(), countFailedTasks()])
  return (
    <div data-wide className="flex flex-col gap-8">
      <AreaMessages area="admin">
        {viewer?.isAdmin && <AdminNav failedTasks={failedTasks} />}
        {children}
      </AreaMessages>
    </div>
  )
}

async function countFailedTasks() {
  const [deps, actor] = await Promise.all([getDeps(), getActor()])
  return isAdmin(actor) ? countBuried(deps, actor) : 0
}
