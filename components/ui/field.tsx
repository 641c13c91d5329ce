"use client"

import { CircleAlert } from "lucide-react"
import { Slot } from "radix-ui"
import { type ReactNode, useId } from "react"
import { cn } from "./cn.ts"

type FieldProps = {
  label: ReactNode
  help?: ReactNode
  /** In words, already translated. */
  error?: ReactNode
  required?: boolean
  /** The control's id, where something links to it; made up otherwise. */
  htmlFor?: string
  className?: string
  /** One control. */
  children: ReactNode
}

/** Label above, control, error, help; tied together for assistive technology. */
export function Field({ label, help, error, required, htmlFor, className, children }: FieldProps) {
  const ownId = useId()
  const id = htmlFor ?? ownId
  const describedBy = [error ? `${id}-error` : "", help ? `${id}-help` : ""].filter(Boolean).join(" ")
  return (
    <div className={cn("flex flex-col gap-1.5", className)}>
      <label htmlFor={id} className="font-medium text-[0.9375rem]">
        {label}
        {required && (
          <span aria-hidden className="text-bad">
            {" *"}
          </span>
        )}
      </label>
      <Slot.Root
        id={id}
        aria-describedby={describedBy || undefined}
        aria-invalid={error ? true : undefined}
        aria-required={required || undefined}
      >
        {children}
      </Slot.Root>
      {error && <FieldError id={`${id}-error`}>{error}</FieldError>}
      {help && (
        <div id={`${id}-help`} className="max-w-text text-muted text-sm">
          {help}
        </div>
      )}
    </div>
  )
}

export function FieldError({ id, children }: { id?: string; children: ReactNode }) {
  return (
    <p id={id} className="flex items-start gap-1.5 text-bad text-sm">
      <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
      <span className="min-w-0 wrap-anywhere">{children}</span>
    </p>
  )
}
