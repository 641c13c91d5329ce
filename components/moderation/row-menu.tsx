"use client"

import { Pin, Trash2, Undo2 } from "lucide-react"
import { useTranslations } from "next-intl"
import { memo } from "react"
import type { RowMenuProps } from "#components/live/row-context.ts"
import { MenuItem, MenuSeparator } from "#components/ui/menu.tsx"
import { ActsMenu } from "./acts-menu.tsx"
import { AuthorMenu } from "./author-menu.tsx"
import { useDesk } from "./desk.ts"
import { useActs } from "./use-acts.ts"

const WHEN_POINTED_AT =
  "-mr-2 self-center opacity-0 focus-visible:opacity-100 group-hover:opacity-100 data-[state=open]:opacity-100 pointer-coarse:opacity-100"

/** Seen when the row is pointed at or the button has the focus; on touch screens always. */
export const RowMenu = memo(function RowMenu({ message }: RowMenuProps) {
  const t = useTranslations("moderation.menu")
  const acts = useActs()
  const { ask } = useDesk()
  const { authorName, text } = message
  const key = { seq: message.seq }
  const pointed = { target: { message: key }, authorName }
  const isListener = message.origin === "listener"
  if (message.erased)
    return (
      <ActsMenu label={t("openErased")} className={WHEN_POINTED_AT}>
        <AuthorMenu
          about={{ target: pointed.target, authorName: null }}
          hasAccount={isListener}
          acts={acts}
        />
      </ActsMenu>
    )
  return (
    <ActsMenu label={t("open", { name: authorName })} className={WHEN_POINTED_AT}>
      {message.deleted ? (
        <MenuItem onSelect={() => void acts.restore(pointed)}>
          <Undo2 aria-hidden />
          {t("restore")}
        </MenuItem>
      ) : (
        <>
          <MenuItem destructive onSelect={() => void acts.remove(pointed)}>
            <Trash2 aria-hidden />
            {t("remove")}
          </MenuItem>
          <MenuItem onSelect={() => ask({ kind: "pin", text, message: key })}>
            <Pin aria-hidden />
            {t("pin")}
          </MenuItem>
        </>
      )}
      <MenuSeparator />
      <AuthorMenu about={pointed} hasAccount={message.authorKey !== null && isListener} acts={acts} />
    </ActsMenu>
  )
})
