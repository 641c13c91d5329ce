import type { ReactNode } from "react"

/** A list that scrolls by itself must take the focus, or the keyboard can't reach its end. */
export function ScrollBox({ label, children }: { label: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region is reached by keyboard
    <section aria-label={label} tabIndex={0} className="max-h-80 overflow-y-auto">
      {children}
    </section>
  )
}
