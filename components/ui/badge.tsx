import { cva, type VariantProps } from "class-variance-authority"
import type { ReactNode } from "react"
import { cn } from "./cn.ts"

const badge = cva(
  "inline-flex items-center gap-1.5 whitespace-nowrap rounded-full px-2.5 py-0.5 font-medium text-sm [&_svg]:size-3.5 [&_svg]:shrink-0",
  {
    variants: {
      tone: {
        live: "bg-live text-on-live",
        ok: "bg-ok-soft text-ok",
        warn: "bg-warn-soft text-warn",
        bad: "bg-bad-soft text-bad",
        neutral: "bg-surface-2 text-muted",
        accent: "bg-accent-soft text-accent",
      },
    },
    defaultVariants: { tone: "neutral" },
  },
)

type BadgeProps = VariantProps<typeof badge> & { icon?: ReactNode; className?: string; children: ReactNode }

/** A state as a word, with colour and icon only in support. */
export function Badge({ tone, icon, className, children }: BadgeProps) {
  return (
    <span className={cn(badge({ tone }), className)}>
      {icon}
      {children}
    </span>
  )
}
