import type { ReactNode } from "react"

/** Pages with the top bar and the footer. */
export default function SiteLayout({ children }: { children: ReactNode }) {
  return (
    <main id="content" className="page py-8 md:py-12">
      {children}
    </main>
  )
}
