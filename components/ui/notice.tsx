import { CircleAlert, CircleCheck, Info, TriangleAlert } from "lucide-react"
import type { ReactNode, Ref } from "react"
import { cn } from "./cn.ts"

const TONES = {
  info: { box: "border-accent/30 bg-accent-soft", icon: "text-accent", Icon: Info },
  ok: { box: "border-ok/30 bg-ok-soft", icon: "text-ok", Icon: CircleCheck },
  warn: { box: "border-warn/30 bg-warn-soft", icon: "text-warn", Icon: TriangleAlert },
  bad: { box: "border-bad/30 bg-bad-soft", icon: "text-bad", Icon: CircleAlert },
} as const

type NoticeProps = {
  tone?: keyof typeof TONES
  title?: ReactNode
  children?: ReactNode
  action?: ReactNode
  className?: string
  /** To move the focus here when it appears. */
  ref?: Ref<HTMLDivElement>
}

/** Says what happened, what it means and what to do. Bad news interrupts a screen reader, the rest waits. */
export function Notice({ tone = "info", title, children, action, className, ref }: NoticeProps) {
  const { box, icon, Icon } = TONES[tone]
  return (
    <div
      ref={ref}
      tabIndex={ref ? -1 : undefined}
      role={tone === "bad" ? "alert" : "status"}
      className={cn("flex flex-wrap items-start gap-x-6 gap-y-3 rounded-md border px-4 py-3", box, className)}
    >
      <div className="flex min-w-0 flex-1 basis-64 gap-3">
        <Icon aria-hidden className={cn("mt-0.5 size-5 shrink-0", icon)} />
        <div className="flex min-w-0 max-w-text flex-col gap-0.5">
          {title && <p className="font-semibold">{title}</p>}
          {children && <div className="wrap-anywhere">{children}</div>}
        </div>
      </div>
      {action}
    </div>
  )
}
