import type { ReactNode } from "react"

type PageHeaderProps = {
  title: ReactNode
  description?: ReactNode
  actions?: ReactNode
  /** A link back, or a trail. */
  breadcrumb?: ReactNode
}

export function PageHeader({ title, description, actions, breadcrumb }: PageHeaderProps) {
  return (
    <header className="flex flex-wrap items-end justify-between gap-x-8 gap-y-4">
      <div className="flex min-w-0 flex-col gap-2">
        {breadcrumb && <nav className="text-muted text-sm">{breadcrumb}</nav>}
        <h1 className="font-semibold text-3xl leading-tight tracking-tight md:text-4xl">{title}</h1>
        {description && <div className="max-w-text text-lg text-muted">{description}</div>}
      </div>
      {actions && <div className="flex flex-wrap items-center gap-3">{actions}</div>}
    </header>
  )
}
