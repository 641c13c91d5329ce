"use client"

import { Ban, CircleCheck, UserSearch } from "lucide-react"
import { useTranslations } from "next-intl"
import { MenuItem, MenuLabel, MenuSeparator } from "#components/ui/menu.tsx"
import { MUTE_MINUTES } from "#server/domain/chat-rules.ts"
import { type PointedPerson, useDesk } from "./desk.ts"
import type { Acts } from "./use-acts.ts"

type AuthorMenuProps = {
  about: PointedPerson
  /** They have an account, and can be kept from writing. */
  hasAccount: boolean
  acts: Acts
}

/** The part of a message's or a question's menu that is about who wrote it. */
export function AuthorMenu({ about, hasAccount, acts }: AuthorMenuProps) {
  const t = useTranslations("moderation.menu")
  const { ask } = useDesk()
  return (
    <>
      {hasAccount && (
        <>
          <MenuLabel className="pb-0">{t("muteFor")}</MenuLabel>
          <div className="flex">
            {MUTE_MINUTES.map((minutes) => (
              <MenuItem
                key={minutes}
                aria-label={t("mute", { minutes })}
                onSelect={() => void acts.mute(about, minutes)}
                className="flex-1 justify-center whitespace-nowrap px-2"
              >
                {t("minutes", { minutes })}
              </MenuItem>
            ))}
          </div>
          <MenuItem destructive onSelect={() => void acts.ban(about)}>
            <Ban aria-hidden />
            {t("ban")}
          </MenuItem>
          <MenuItem onSelect={() => void acts.lift(about)}>
            <CircleCheck aria-hidden />
            {t("lift")}
          </MenuItem>
          <MenuSeparator />
        </>
      )}
      <MenuItem onSelect={() => ask({ kind: "person", about })}>
        <UserSearch aria-hidden />
        {t("person")}
      </MenuItem>
    </>
  )
}
