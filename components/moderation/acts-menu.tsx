"use client"

import { Ellipsis } from "lucide-react"
import type { ReactNode } from "react"
import { Button } from "#components/ui/button.tsx"
import { cn } from "#components/ui/cn.ts"
import { Menu, MenuContent, MenuTrigger } from "#components/ui/menu.tsx"

type ActsMenuProps = { label: string; className?: string; children: ReactNode }

/** What moderators can do about what stands beside it; it scrolls where the page is low. */
export function ActsMenu({ label, className, children }: ActsMenuProps) {
  return (
    <Menu>
      <MenuTrigger>
        <Button
          variant="ghost"
          size="icon"
          aria-label={label}
          className={cn("-my-1 size-7 shrink-0", className)}
        >
          <Ellipsis aria-hidden />
        </Button>
      </MenuTrigger>
      <MenuContent className="max-h-(--radix-dropdown-menu-content-available-height) w-64 overflow-y-auto">
        {children}
      </MenuContent>
    </Menu>
  )
}
