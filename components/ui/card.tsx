import type { ComponentProps } from "react"
import { cn } from "./cn.ts"

export function Card({ className, ...props }: ComponentProps<"section">) {
  return <section {...props} className={cn("rounded-xl border bg-surface", className)} />
}

export function CardHeader({ className, ...props }: ComponentProps<"div">) {
  return (
    <div
      {...props}
      className={cn("flex flex-wrap items-center justify-between gap-3 px-5 pt-5 md:px-6", className)}
    />
  )
}

export function CardTitle({ className, ...props }: ComponentProps<"h2">) {
  return <h2 {...props} className={cn("font-semibold text-lg leading-snug", className)} />
}

export function CardBody({ className, ...props }: ComponentProps<"div">) {
  return <div {...props} className={cn("flex flex-col gap-5 p-5 md:p-6", className)} />
}
