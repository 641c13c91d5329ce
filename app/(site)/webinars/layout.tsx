import type { ReactNode } from "react"
import { AreaMessages } from "#components/i18n/area-messages.tsx"

export default function WebinarsLayout({ children }: { children: ReactNode }) {
  return <AreaMessages area="webinars">{children}</AreaMessages>
}
