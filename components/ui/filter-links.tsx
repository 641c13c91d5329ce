import Link from "next/link"
import { cn } from "./cn.ts"

type FilterLinksProps = {
  label: string
  links: readonly { href: string; label: string; isCurrent: boolean }[]
}

/** One of several views of a list, each with an address of its own; scrolls where it doesn't fit. */
export function FilterLinks({ label, links }: FilterLinksProps) {
  return (
    <nav aria-label={label} className="-mx-1 overflow-x-auto px-1 py-1">
      <ul className="flex gap-1">
        {links.map(({ href, label: name, isCurrent }) => (
          <li key={href}>
            <Link
              href={href}
              aria-current={isCurrent ? "true" : undefined}
              className={cn(
                "flex min-h-10 items-center whitespace-nowrap rounded-full px-4 font-medium text-[0.9375rem] transition-colors duration-100",
                isCurrent ? "bg-text text-bg" : "text-muted hover:bg-surface-2 hover:text-text",
              )}
            >
              {name}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  )
}
