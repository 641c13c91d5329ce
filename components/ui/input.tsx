import type { ComponentProps } from "react"
import { cn } from "./cn.ts"

export const CONTROL =
  "w-full rounded-md border border-border-strong bg-surface px-3 text-base text-text placeholder:text-muted transition-colors duration-100 hover:border-text/60 focus-visible:border-accent focus-visible:outline-offset-0 aria-invalid:border-bad aria-invalid:focus-visible:outline-bad disabled:bg-surface-2 disabled:text-muted"

export function Input({ className, ...props }: ComponentProps<"input">) {
  return <input {...props} className={cn(CONTROL, "min-h-10 py-1.5", className)} />
}

export function Textarea({ className, ...props }: ComponentProps<"textarea">) {
  return <textarea rows={4} {...props} className={cn(CONTROL, "py-2 leading-normal", className)} />
}
