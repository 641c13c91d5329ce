"use client"

import { X } from "lucide-react"
import { useTranslations } from "next-intl"
import { Dialog as Radix } from "radix-ui"
import type { ComponentProps, ReactNode } from "react"
import { Button } from "./button.tsx"
import { cn } from "./cn.ts"

export const OVERLAY = "fixed inset-0 z-40 animate-fade-in bg-black/50"
export const PANEL =
  "fixed top-1/2 left-1/2 z-50 flex max-h-[calc(100dvh-2rem)] w-[calc(100%-2rem)] max-w-lg -translate-x-1/2 -translate-y-1/2 animate-appear flex-col gap-5 overflow-y-auto rounded-xl border bg-surface p-6 shadow-raised"

export function Dialog(props: ComponentProps<typeof Radix.Root>) {
  return <Radix.Root {...props} />
}

export function DialogTrigger(props: ComponentProps<typeof Radix.Trigger>) {
  return <Radix.Trigger asChild {...props} />
}

export function DialogClose(props: ComponentProps<typeof Radix.Close>) {
  return <Radix.Close asChild {...props} />
}

type DialogContentProps = Omit<ComponentProps<typeof Radix.Content>, "title"> & {
  title: ReactNode
  description?: ReactNode
}

export function DialogContent({ title, description, className, children, ...props }: DialogContentProps) {
  const t = useTranslations("common")
  return (
    <Radix.Portal>
      <Radix.Overlay className={OVERLAY} />
      <Radix.Content
        {...(description ? {} : { "aria-describedby": undefined })}
        {...props}
        className={cn(PANEL, className)}
      >
        <div className="flex flex-col gap-1.5 pr-10">
          <Radix.Title className="font-semibold text-lg leading-snug">{title}</Radix.Title>
          {description && <Radix.Description className="text-muted">{description}</Radix.Description>}
        </div>
        {children}
        <Radix.Close asChild>
          <Button variant="ghost" size="icon" aria-label={t("close")} className="absolute top-4 right-4">
            <X aria-hidden />
          </Button>
        </Radix.Close>
      </Radix.Content>
    </Radix.Portal>
  )
}

export function DialogFooter({ className, ...props }: ComponentProps<"div">) {
  return <div {...props} className={cn("flex flex-wrap justify-end gap-3", className)} />
}
