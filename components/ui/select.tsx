import { ChevronDown } from "lucide-react"
import type { ComponentProps } from "react"
import { cn } from "./cn.ts"
import { CONTROL } from "./input.tsx"

/** The platform's own select: the best picker there is on a phone. */
export function Select({ className, children, ...props }: ComponentProps<"select">) {
  return (
    <span className={cn("relative block", className)}>
      <select {...props} className={cn(CONTROL, "min-h-10 appearance-none py-1.5 pr-10")}>
        {children}
      </select>
      <ChevronDown
        aria-hidden
        className="pointer-events-none absolute top-1/2 right-3 size-4 -translate-y-1/2 text-muted"
      />
    </span>
  )
}
