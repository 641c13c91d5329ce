"use client"

import { Check } from "lucide-react"
import { DropdownMenu as Radix } from "radix-ui"
import type { ComponentProps } from "react"
import { cn } from "./cn.ts"

const ITEM =
  "flex min-h-10 w-full cursor-pointer select-none items-center gap-2.5 rounded-sm px-3 text-[0.9375rem] outline-none data-[disabled]:cursor-not-allowed data-[highlighted]:bg-surface-2 data-[disabled]:text-muted [&_svg]:size-4 [&_svg]:shrink-0"

export function Menu(props: ComponentProps<typeof Radix.Root>) {
  return <Radix.Root modal={false} {...props} />
}

export function MenuTrigger(props: ComponentProps<typeof Radix.Trigger>) {
  return <Radix.Trigger asChild {...props} />
}

export function MenuContent({ className, ...props }: ComponentProps<typeof Radix.Content>) {
  return (
    <Radix.Portal>
      <Radix.Content
        align="end"
        sideOffset={6}
        collisionPadding={8}
        {...props}
        className={cn(
          "z-50 min-w-48 animate-appear rounded-md border bg-surface p-1 shadow-raised",
          className,
        )}
      />
    </Radix.Portal>
  )
}

type MenuItemProps = ComponentProps<typeof Radix.Item> & { destructive?: boolean }

export function MenuItem({ className, destructive = false, ...props }: MenuItemProps) {
  return (
    <Radix.Item
      {...props}
      className={cn(ITEM, destructive && "text-bad data-[highlighted]:bg-bad-soft", className)}
    />
  )
}

export function MenuSeparator({ className, ...props }: ComponentProps<typeof Radix.Separator>) {
  return <Radix.Separator {...props} className={cn("my-1 border-t", className)} />
}

export function MenuRadioGroup(props: ComponentProps<typeof Radix.RadioGroup>) {
  return <Radix.RadioGroup {...props} />
}

/** One of several; the chosen one has a tick. */
export function MenuRadioItem({ className, children, ...props }: ComponentProps<typeof Radix.RadioItem>) {
  return (
    <Radix.RadioItem {...props} className={cn(ITEM, className)}>
      {children}
      <Radix.ItemIndicator className="ml-auto">
        <Check aria-hidden />
      </Radix.ItemIndicator>
    </Radix.RadioItem>
  )
}

/** On or off, kept open, so that the change is seen; on has a tick. */
export function MenuCheckboxItem({
  className,
  children,
  ...props
}: ComponentProps<typeof Radix.CheckboxItem>) {
  return (
    <Radix.CheckboxItem
      onSelect={(event) => event.preventDefault()}
      {...props}
      className={cn(ITEM, "justify-between", className)}
    >
      {children}
      <Radix.ItemIndicator forceMount className="data-[state=unchecked]:invisible">
        <Check aria-hidden />
      </Radix.ItemIndicator>
    </Radix.CheckboxItem>
  )
}

export function MenuLabel({ className, ...props }: ComponentProps<typeof Radix.Label>) {
  return <Radix.Label {...props} className={cn("px-3 py-2 text-muted text-sm", className)} />
}
