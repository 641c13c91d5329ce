"use client"

import { Ellipsis, Pause, Pin, Play, Settings2, ShieldCheck, Timer } from "lucide-react"
import { useTranslations } from "next-intl"
import { useState } from "react"
import type { Chat } from "#components/live/use-chat.ts"
import { Button } from "#components/ui/button.tsx"
import {
  Menu,
  MenuContent,
  MenuItem,
  MenuLabel,
  MenuRadioGroup,
  MenuRadioItem,
  MenuTrigger,
} from "#components/ui/menu.tsx"
import { SLOW_MODE_SECONDS } from "#server/domain/chat-rules.ts"
import { type Asked, useDesk } from "./desk.ts"
import { Failure } from "./failure.tsx"
import { PersonDialog } from "./person-dialog.tsx"
import { PinDialog } from "./pin-dialog.tsx"
import { ReviewDialog } from "./review-dialog.tsx"
import { SettingsSheet } from "./settings-sheet.tsx"
import { type Acts, useActs } from "./use-acts.ts"
import { useQueue } from "./use-queue.ts"

/** All of it in one line, on a phone without the icons. */
const TIGHT = "gap-1.5 px-2 max-sm:[&_svg]:hidden"

export type ModerationBarProps = {
  chat: Chat
  isPresenter: boolean
  asked: Asked | null
  failure: string | null
}

/** What a moderator needs at hand while people write: the panic switch first. */
export function ModerationBar({ chat, isPresenter, asked, failure }: ModerationBarProps) {
  const t = useTranslations("moderation")
  const acts = useActs()
  const { ask } = useDesk()
  const queue = useQueue(chat)
  const [isReviewing, setReviewing] = useState(false)
  const [isSetting, setSetting] = useState(false)
  const waiting = queue.data?.total ?? 0
  const { rules } = chat
  return (
    <section aria-label={t("title")} className="shrink-0 border-b">
      {rules.paused && <PausedStrip acts={acts} />}
      <div className="flex flex-wrap items-center gap-1 px-2 py-2">
        {!rules.paused && (
          <Button
            variant="secondary"
            size="sm"
            className="gap-1.5 px-2"
            title={t("pauseHelp")}
            onClick={() => void acts.changeRules({ paused: true })}
          >
            <Pause aria-hidden />
            {t("pause")}
            <span className="sr-only"> ({t("pauseHelp")})</span>
          </Button>
        )}
        <SlowModeMenu seconds={rules.slowModeSeconds} acts={acts} />
        <Button
          variant={waiting > 0 ? "secondary" : "ghost"}
          size="sm"
          className={TIGHT}
          onClick={() => setReviewing(true)}
        >
          <ShieldCheck aria-hidden />
          {t("review.open", { count: waiting })}
        </Button>
        <Menu>
          <MenuTrigger>
            <Button variant="ghost" size="icon" aria-label={t("more")} className="ml-auto size-8">
              <Ellipsis aria-hidden />
            </Button>
          </MenuTrigger>
          <MenuContent>
            <MenuItem onSelect={() => ask({ kind: "pin", text: "" })}>
              <Pin aria-hidden />
              {t("pin.open")}
            </MenuItem>
            <MenuItem onSelect={() => setSetting(true)}>
              <Settings2 aria-hidden />
              {t("settings.open")}
            </MenuItem>
          </MenuContent>
        </Menu>
      </div>
      <Failure code={failure} />
      <ReviewDialog
        queue={queue}
        acts={acts}
        failure={failure}
        open={isReviewing}
        onOpenChange={setReviewing}
      />
      <SettingsSheet
        rules={rules}
        isPresenter={isPresenter}
        acts={acts}
        failure={failure}
        open={isSetting}
        onOpenChange={setSetting}
      />
      <PersonDialog
        about={asked?.kind === "person" ? asked.about : null}
        acts={acts}
        failure={failure}
        onClose={() => ask(null)}
      />
      <PinDialog
        pinning={asked?.kind === "pin" ? asked : null}
        acts={acts}
        failure={failure}
        onClose={() => ask(null)}
      />
    </section>
  )
}

/** Big, so that nobody forgets it: all listeners wait. */
function PausedStrip({ acts }: { acts: Acts }) {
  const t = useTranslations("moderation")
  return (
    <div role="status" className="flex flex-wrap items-center gap-x-3 gap-y-2 bg-warn-soft px-4 py-2.5">
      <Pause aria-hidden className="size-5 shrink-0 text-warn" />
      <p className="min-w-0 flex-1 font-semibold text-warn">{t("paused")}</p>
      <Button title={t("resumeHelp")} onClick={() => void acts.changeRules({ paused: false })}>
        <Play aria-hidden />
        {t("resume")}
        <span className="sr-only"> ({t("resumeHelp")})</span>
      </Button>
    </div>
  )
}

function SlowModeMenu({ seconds, acts }: { seconds: number; acts: Acts }) {
  const t = useTranslations("moderation.slow")
  return (
    <Menu>
      <MenuTrigger>
        <Button variant={seconds > 0 ? "secondary" : "ghost"} size="sm" className={TIGHT}>
          <Timer aria-hidden />
          {seconds > 0 ? t("on", { seconds }) : t("off")}
        </Button>
      </MenuTrigger>
      <MenuContent align="start">
        <MenuLabel>{t("label")}</MenuLabel>
        <MenuRadioGroup
          value={String(seconds)}
          onValueChange={(value) => {
            const slowModeSeconds = SLOW_MODE_SECONDS.find((known) => String(known) === value)
            if (slowModeSeconds !== undefined) void acts.changeRules({ slowModeSeconds })
          }}
        >
          {SLOW_MODE_SECONDS.map((known) => (
            <MenuRadioItem key={known} value={String(known)}>
              {known === 0 ? t("none") : t("every", { seconds: known })}
            </MenuRadioItem>
          ))}
        </MenuRadioGroup>
      </MenuContent>
    </Menu>
  )
}
