import type { ReactNode } from "react"

/** Names and values as a list that screen readers count. */
export function Facts({ children }: { children: ReactNode }) {
  return (
    <dl className="grid gap-x-8 gap-y-3 sm:grid-cols-[minmax(10rem,auto)_minmax(0,1fr)] sm:gap-y-4">
      {children}
    </dl>
  )
}

export function Fact({ name, help, children }: { name: string; help?: string; children: ReactNode }) {
  return (
    <div className="flex flex-col sm:contents">
      <dt className="text-muted">{name}</dt>
      <dd className="wrap-anywhere">
        {children}
        {help && <p className="max-w-text text-muted text-sm">{help}</p>}
      </dd>
    </div>
  )
}
