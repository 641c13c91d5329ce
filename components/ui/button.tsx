"use client"

import { cva, type VariantProps } from "class-variance-authority"
import { LoaderCircle } from "lucide-react"
import { Slot } from "radix-ui"
import type { ComponentProps, MouseEvent } from "react"
import { cn } from "./cn.ts"

const button = cva(
  "inline-flex select-none items-center justify-center gap-2 rounded-md border font-medium whitespace-nowrap transition-colors duration-100 [&_svg]:shrink-0",
  {
    variants: {
      variant: {
        primary: "border-transparent bg-accent text-on-accent hover:bg-accent-hover",
        secondary:
          "border-border-strong/60 bg-surface text-text hover:border-border-strong hover:bg-surface-2",
        destructive: "border-bad/60 bg-surface text-bad hover:border-bad hover:bg-bad-soft",
        ghost: "border-transparent text-text hover:bg-surface-2",
        link: "border-transparent text-accent underline underline-offset-4 hover:text-accent-hover",
      },
      size: {
        sm: "min-h-8 px-3 text-sm [&_svg]:size-4",
        md: "min-h-10 px-4 text-[0.9375rem] [&_svg]:size-4",
        lg: "min-h-12 px-6 text-base [&_svg]:size-5",
        icon: "size-10 [&_svg]:size-5",
      },
    },
    compoundVariants: [{ variant: "link", className: "min-h-0 border-0 px-0" }],
    defaultVariants: { variant: "primary", size: "md" },
  },
)

type ButtonProps = ComponentProps<"button"> &
  VariantProps<typeof button> & {
    asChild?: boolean
    /** Something is under way: shows a spinner and takes no second click, but keeps the focus. */
    busy?: boolean
  }

export function Button({
  variant,
  size,
  asChild = false,
  busy = false,
  className,
  children,
  ...props
}: ButtonProps) {
  const classes = cn(button({ variant, size }), busy && "cursor-progress opacity-80", className)
  if (asChild) {
    return (
      <Slot.Root className={classes} {...props}>
        {children}
      </Slot.Root>
    )
  }
  return (
    <button
      type="button"
      {...props}
      className={cn(classes, "disabled:opacity-55")}
      aria-busy={busy || undefined}
      aria-disabled={busy || props["aria-disabled"]}
      onClick={busy ? refuse : props.onClick}
    >
      {busy && <LoaderCircle aria-hidden className="animate-spin" />}
      {busy && size === "icon" ? <span className="sr-only">{children}</span> : children}
    </button>
  )
}

function refuse(event: MouseEvent) {
  event.preventDefault()
  event.stopPropagation()
}
