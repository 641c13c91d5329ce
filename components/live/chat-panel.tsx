"use client"

import { useTranslations } from "next-intl"
import { type ReactNode, useRef } from "react"
import { Button } from "#components/ui/button.tsx"
import { ChatAnnouncements } from "./chat-announcements.tsx"
import { ChatComposer } from "./chat-composer.tsx"
import { ChatLog } from "./chat-log.tsx"
import { ReplayStart } from "./message-time.tsx"
import type { Chat } from "./use-chat.ts"

export type ChatPanelProps = {
  chat: Chat
  /** Whose page this is: presenters see which messages didn't reach the meeting. */
  origin: "listener" | "presenter"
  isOpen: boolean
  /** While it isn't open: it was, and won't be again. */
  isOver?: boolean
  canWrite: boolean
  isConnected: boolean
  /** Where somebody without a session goes to write. */
  signInHref: string
  /** When the picture first came, once it is over. */
  replayFrom?: Date | null
}

export function ChatPanel(props: ChatPanelProps) {
  const { chat, origin, isOpen, isOver = false, canWrite, isConnected, signInHref, replayFrom = null } = props
  const t = useTranslations("chat")
  const panel = useRef<HTMLElement>(null)
  const skipToWriting = () =>
    panel.current?.querySelector<HTMLElement>(":scope > :last-child :is(textarea, a)")?.focus()
  return (
    <section ref={panel} aria-label={t("title")} className="flex h-full min-h-0 flex-col">
      <ReplayStart value={replayFrom}>
        <ChatLog chat={chat} isPresenter={origin === "presenter"} isOver={isOver} onSkip={skipToWriting} />
      </ReplayStart>
      <ChatAnnouncements chat={chat} />
      <p role="status" className="empty:hidden border-t bg-warn-soft px-4 py-2 text-sm text-warn">
        {isConnected ? null : t("reconnecting")}
      </p>
      {!isOpen ? (
        <Footer>{isOver ? t("over") : t("soon")}</Footer>
      ) : canWrite ? (
        <ChatComposer eventId={chat.eventId} onSend={chat.session.send} />
      ) : chat.myId === null ? (
        <Footer>
          <Button asChild variant="secondary" className="w-full">
            <a href={signInHref} target="_top">
              {t("signIn")}
            </a>
          </Button>
        </Footer>
      ) : (
        <Footer>{t("readOnly")}</Footer>
      )}
    </section>
  )
}

function Footer({ children }: { children: ReactNode }) {
  return (
    <div className="border-t bg-surface px-4 py-3 text-muted text-sm pb-[max(0.75rem,env(safe-area-inset-bottom))]">
      {children}
    </div>
  )
}
