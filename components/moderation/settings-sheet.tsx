"use client"

import { useTranslations } from "next-intl"
import { Field } from "#components/ui/field.tsx"
import { Select } from "#components/ui/select.tsx"
import { Sheet, SheetContent } from "#components/ui/sheet.tsx"
import { Switch } from "#components/ui/switch.tsx"
import { type ChatRulesView, LINK_POLICIES } from "#server/domain/chat-rules.ts"
import { BlockedWords } from "./blocked-words.tsx"
import { Failure } from "./failure.tsx"
import { Moderators } from "./moderators.tsx"
import { Sanctioned } from "./sanctioned.tsx"
import type { Acts } from "./use-acts.ts"

type SettingsSheetProps = {
  rules: ChatRulesView
  /** Presenters name moderators. */
  isPresenter: boolean
  acts: Acts
  failure: string | null
  open: boolean
  onOpenChange: (open: boolean) => void
}

/** Switches count at once, for everybody; only the list of words is saved by a button. */
export function SettingsSheet({ rules, isPresenter, acts, failure, open, onOpenChange }: SettingsSheetProps) {
  const t = useTranslations("moderation.settings")
  return (
    <Sheet open={open} onOpenChange={onOpenChange}>
      <SheetContent title={t("title")}>
        <Failure code={failure} />
        <Switch
          label={t("holdForReview")}
          help={t("holdForReviewHelp")}
          checked={rules.holdForReview}
          onCheckedChange={(holdForReview) => void acts.changeRules({ holdForReview })}
        />
        <Field label={t("links")} help={t("linksHelp")}>
          <Select
            value={rules.links}
            onChange={(event) => {
              const links = LINK_POLICIES.find((known) => known === event.target.value)
              if (links) void acts.changeRules({ links })
            }}
          >
            {LINK_POLICIES.map((policy) => (
              <option key={policy} value={policy}>
                {t(`link.${policy}`)}
              </option>
            ))}
          </Select>
        </Field>
        <BlockedWords acts={acts} />
        <Switch
          label={t("allowAliases")}
          help={t("allowAliasesHelp")}
          checked={rules.allowAliases}
          onCheckedChange={(allowAliases) => void acts.changeRules({ allowAliases })}
        />
        {isPresenter && <Moderators />}
        <Sanctioned acts={acts} />
      </SheetContent>
    </Sheet>
  )
}
