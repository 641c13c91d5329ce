"use client"

import { Tooltip as Radix } from "radix-ui"
import type { ComponentProps, ReactNode } from "react"

type TooltipProps = {
  content: ReactNode
  side?: ComponentProps<typeof Radix.Content>["side"]
  /** One control that can have the focus. */
  children: ReactNode
}

/** Says more about a control; never the only place where something is said. */
export function Tooltip({ content, side = "top", children }: TooltipProps) {
  return (
    <Radix.Provider delayDuration={300}>
      <Radix.Root>
        <Radix.Trigger asChild>{children}</Radix.Trigger>
        <Radix.Portal>
          <Radix.Content
            side={side}
            sideOffset={6}
            collisionPadding={8}
            className="z-50 max-w-xs animate-appear rounded-md bg-text px-2.5 py-1.5 text-bg text-sm shadow-raised"
          >
            {content}
          </Radix.Content>
        </Radix.Portal>
      </Radix.Root>
    </Radix.Provider>
  )
}
