"use client"

import { X } from "lucide-react"
import { useTranslations } from "next-intl"
import { Dialog as Radix } from "radix-ui"
import type { ComponentProps, ReactNode } from "react"
import { Button } from "./button.tsx"
import { cn } from "./cn.ts"
import { OVERLAY } from "./dialog.tsx"

/** A dialog that comes from the right edge. */
export function Sheet(props: ComponentProps<typeof Radix.Root>) {
  return <Radix.Root {...props} />
}

export function SheetTrigger(props: ComponentProps<typeof Radix.Trigger>) {
  return <Radix.Trigger asChild {...props} />
}

type SheetContentProps = Omit<ComponentProps<typeof Radix.Content>, "title"> & { title: ReactNode }

export function SheetContent({ title, className, children, ...props }: SheetContentProps) {
  const t = useTranslations("common")
  return (
    <Radix.Portal>
      <Radix.Overlay className={OVERLAY} />
      <Radix.Content
        aria-describedby={undefined}
        {...props}
        className={cn(
          "fixed inset-y-0 right-0 z-50 flex w-full max-w-sm animate-slide-in flex-col gap-6 overflow-y-auto border-l bg-surface p-5 shadow-raised",
          className,
        )}
      >
        <div className="flex items-center justify-between gap-4">
          <Radix.Title className="font-semibold text-lg">{title}</Radix.Title>
          <Radix.Close asChild>
            <Button variant="ghost" size="icon" aria-label={t("close")}>
              <X aria-hidden />
            </Button>
          </Radix.Close>
        </div>
        {children}
      </Radix.Content>
    </Radix.Portal>
  )
}
