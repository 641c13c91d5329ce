import type { ReactNode } from "react"

export function HelpSection({ id, title, children }: { id: string; title: ReactNode; children: ReactNode }) {
  return (
    <section aria-labelledby={id} className="flex flex-col gap-5">
      <h2 id={id} className="scroll-mt-8 font-semibold text-2xl tracking-tight">
        {title}
      </h2>
      {children}
    </section>
  )
}
