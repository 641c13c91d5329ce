import type { Metadata } from "next"
import type { ReactNode } from "react"
import { AdminNav } from "#components/admin/admin-nav.tsx"
import { AreaMessages } from "#components/i18n/area-messages.tsx"
import { getViewer } from "#server/auth.ts"

export const metadata: Metadata = { robots: { index: false } }

/** Shows the sections by rights but protects nothing: each page asks its service. */
export default async function AdminLayout({ children }: { children: ReactNode }) {
  const viewer = await getViewer()
  return (
    <div data-wide className="flex flex-col gap-8">
      <AreaMessages area="admin">
        {viewer?.isAdmin && <AdminNav />}
        {children}
      </AreaMessages>
    </div>
  )
}
