import { cn } from "./cn.ts"

/** The place of something that is on its way; give it the size of the final thing. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={cn("animate-pulse rounded-md bg-surface-2", className)} />
}
