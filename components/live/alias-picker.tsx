"use client"

import { ChevronDown, VenetianMask } from "lucide-react"
import { useTranslations } from "next-intl"
import { useState } from "react"
import { Button } from "#components/ui/button.tsx"
import {
  Menu,
  MenuContent,
  MenuItem,
  MenuRadioGroup,
  MenuRadioItem,
  MenuSeparator,
  MenuTrigger,
} from "#components/ui/menu.tsx"
import { AliasDialog } from "./alias-dialog.tsx"
import type { AliasChoice } from "./use-alias.ts"

type AliasPickerProps = { eventId: string; myId: string | null; myName: string; choice: AliasChoice }

/** Says under which name the next message goes, and changes it. */
export function AliasPicker({ eventId, myId, myName, choice }: AliasPickerProps) {
  const t = useTranslations("chat.alias")
  const [choosing, setChoosing] = useState(false)
  const { alias, current, choose } = choice
  return (
    <div className="mb-1.5 flex min-w-0 items-center gap-1 text-muted text-sm">
      <span aria-hidden className="shrink-0">
        {t("as")}
      </span>
      <Menu>
        <MenuTrigger>
          <Button
            variant="ghost"
            size="sm"
            className="min-w-0 gap-1.5 px-2 text-text"
            aria-label={t("asName", { name: current ?? myName })}
          >
            {current !== null && <VenetianMask aria-hidden className="text-accent" />}
            <bdi className="truncate">{current ?? myName}</bdi>
            <ChevronDown aria-hidden className="text-muted" />
          </Button>
        </MenuTrigger>
        <MenuContent align="start" className="max-w-80">
          <MenuRadioGroup
            value={current === null ? "name" : "alias"}
            onValueChange={(value) => choose(value === "alias" ? "alias" : "name")}
          >
            <MenuRadioItem value="name">
              <bdi className="wrap-anywhere">{myName}</bdi>
            </MenuRadioItem>
            {alias !== null && (
              <MenuRadioItem value="alias">
                <bdi className="wrap-anywhere">{alias}</bdi>
              </MenuRadioItem>
            )}
          </MenuRadioGroup>
          {!choice.isFixed && (
            <>
              <MenuSeparator />
              <MenuItem onSelect={() => setChoosing(true)}>
                <VenetianMask aria-hidden />
                {t(alias === null ? "choose" : "change")}
              </MenuItem>
            </>
          )}
        </MenuContent>
      </Menu>
      <AliasDialog eventId={eventId} myId={myId} choice={choice} open={choosing} onOpenChange={setChoosing} />
    </div>
  )
}
