import { cn } from "#components/ui/cn.ts"

/** Rows of an amphitheatre around its stage; also a voice that carries. */
export function LogoMark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 2 32 32" aria-hidden="true" className={cn("size-8", className)} fill="none">
      <g stroke="currentColor" strokeWidth="3" strokeLinecap="butt">
        <path d="M2.5 24a13.5 13.5 0 0 1 27 0" pathLength={100} strokeDasharray="28 8 28 8 28" />
        <path d="M8.5 24a7.5 7.5 0 0 1 15 0" pathLength={100} strokeDasharray="26.5 10.5 26 10.5 26.5" />
      </g>
      <circle cx="16" cy="23.5" r="2.75" fill="currentColor" />
    </svg>
  )
}
