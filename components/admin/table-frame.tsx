import type { ReactNode } from "react"

/** A long table scrolls by itself, so that its header stays in sight. */
export function TableFrame({ children }: { children: ReactNode }) {
  return <div className="[&_div:has(>table)]:max-h-[calc(100dvh-10rem)]">{children}</div>
}
