"use client"

import { Switch as Radix } from "radix-ui"
import { type ComponentProps, type ReactNode, useId } from "react"
import { cn } from "./cn.ts"

type SwitchProps = ComponentProps<typeof Radix.Root> & { label: ReactNode; help?: ReactNode }

/** On or off at once, label on the left; in a form it posts "on" under its name when on. */
export function Switch({ label, help, className, id, ...props }: SwitchProps) {
  const ownId = useId()
  const switchId = id ?? ownId
  return (
    <div className={cn("flex items-start justify-between gap-4", className)}>
      <div className="flex flex-col gap-0.5">
        <label htmlFor={switchId} className="font-medium text-[0.9375rem]">
          {label}
        </label>
        {help && (
          <div id={`${switchId}-help`} className="max-w-text text-muted text-sm">
            {help}
          </div>
        )}
      </div>
      <Radix.Root
        {...props}
        id={switchId}
        aria-describedby={help ? `${switchId}-help` : undefined}
        className="mt-0.5 inline-flex h-6 w-11 shrink-0 items-center rounded-full border border-border-strong bg-surface-2 p-0.5 transition-colors duration-100 data-[state=checked]:border-accent data-[state=checked]:bg-accent disabled:opacity-55"
      >
        <Radix.Thumb className="block size-4.5 rounded-full bg-border-strong transition-transform duration-100 data-[state=checked]:translate-x-5 data-[state=checked]:bg-on-accent" />
      </Radix.Root>
    </div>
  )
}
