"use client"

import { Check } from "lucide-react"
import { Checkbox as Radix } from "radix-ui"
import { type ComponentProps, type ReactNode, useId } from "react"
import { cn } from "./cn.ts"

type CheckboxProps = ComponentProps<typeof Radix.Root> & { label: ReactNode; help?: ReactNode }

/** A box with its own label beside it; in a form it posts "on" under its name when checked. */
export function Checkbox({ label, help, className, id, ...props }: CheckboxProps) {
  const ownId = useId()
  const boxId = id ?? ownId
  return (
    <div className={cn("flex items-start gap-3", className)}>
      <Radix.Root
        {...props}
        id={boxId}
        aria-describedby={help ? `${boxId}-help` : undefined}
        className="mt-0.5 flex size-5 shrink-0 items-center justify-center rounded-sm border border-border-strong bg-surface text-on-accent data-[state=checked]:border-accent data-[state=checked]:bg-accent disabled:opacity-55"
      >
        <Radix.Indicator>
          <Check aria-hidden className="size-4" strokeWidth={3} />
        </Radix.Indicator>
      </Radix.Root>
      <div className="flex flex-col gap-0.5">
        <label htmlFor={boxId} className="text-[0.9375rem]">
          {label}
        </label>
        {help && (
          <div id={`${boxId}-help`} className="max-w-text text-muted text-sm">
            {help}
          </div>
        )}
      </div>
    </div>
  )
}
