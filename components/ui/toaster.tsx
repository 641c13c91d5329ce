"use client"

import { useTranslations } from "next-intl"
import { Toaster as Sonner } from "sonner"

/** Where `toast()` of sonner shows; for what succeeded or can be undone, never for what must be read. */
export function Toaster() {
  const t = useTranslations("common")
  return (
    <Sonner
      position="bottom-center"
      containerAriaLabel={t("notifications")}
      toastOptions={{
        unstyled: true,
        classNames: {
          toast:
            "flex w-full items-center gap-3 rounded-md border bg-surface px-4 py-3 text-text text-[0.9375rem] shadow-raised font-sans",
          description: "text-muted text-sm",
          actionButton: "ml-auto shrink-0 font-medium text-accent underline underline-offset-4",
          success: "[&_[data-icon]]:text-ok",
          error: "[&_[data-icon]]:text-bad",
          warning: "[&_[data-icon]]:text-warn",
        },
      }}
    />
  )
}
