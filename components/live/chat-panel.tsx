"use client"

import { useTranslations } from "next-intl"
import { type ReactNode, useRef } from "react"
import { Moderated } from "#components/moderation/moderated.tsx"
import { Button } from "#components/ui/button.tsx"
import type { LiveView } from "#server/domain/views.ts"
import { Announcement } from "./announcement.tsx"
import { ChatAnnouncements } from "./chat-announcements.tsx"
import { ChatComposer } from "./chat-composer.tsx"
import { ChatLog } from "./chat-log.tsx"
import { ReplayStart } from "./message-time.tsx"
import type { AliasChoice } from "./use-alias.ts"
import type { Chat } from "./use-chat.ts"
import { useSignInPath } from "./use-sign-in-path.ts"
import { useWriting } from "./use-writing.ts"

export type ChatPanelProps = {
  chat: Chat
  choice: AliasChoice
  /** Whose page this is, and what they may do. */
  viewer: Pick<LiveView["chat"], "canWrite" | "isModerator" | "isPresenter" | "myKeys" | "myName">
  isOpen: boolean
  /** While it isn't open: it was, and won't be again. */
  isOver?: boolean
  /** It is for signed-in people only, and nobody is. */
  isBarred?: boolean
  isConnected: boolean
  /** How far the server's clock is from this browser's. */
  offsetMs: number
  /** When the picture first came, once it is over. */
  replayFrom?: Date | null
}

export function ChatPanel(props: ChatPanelProps) {
  const { chat, viewer, isOver = false, isConnected, replayFrom = null } = props
  const t = useTranslations("chat")
  const { isModerator, isPresenter, myKeys } = viewer
  const panel = useRef<HTMLElement>(null)
  const skipToWriting = () =>
    panel.current?.querySelector<HTMLElement>(":scope > :last-child :is(textarea, a)")?.focus()
  return (
    <Moderated chat={chat} aliasKey={myKeys[1] ?? null} isModerator={isModerator} isPresenter={isPresenter}>
      {({ bar, unpin }) => (
        <section ref={panel} aria-label={t("title")} className="flex h-full min-h-0 flex-col">
          {bar}
          <Announcement announcement={chat.rules.announcement} action={unpin} />
          <ReplayStart value={replayFrom}>
            <ChatLog chat={chat} isPresenter={isPresenter} isOver={isOver} onSkip={skipToWriting} />
          </ReplayStart>
          <ChatAnnouncements chat={chat} />
          <p role="status" className="empty:hidden border-t bg-warn-soft px-4 py-2 text-sm text-warn">
            {isConnected ? null : t("reconnecting")}
          </p>
          <Write {...props} />
        </section>
      )}
    </Moderated>
  )
}

/** Where one writes, or why one can't. */
function Write({ chat, choice, viewer, isOpen, isOver = false, isBarred = false, offsetMs }: ChatPanelProps) {
  const t = useTranslations("chat")
  const { canWrite, isModerator, myName } = viewer
  const writing = useWriting(chat, isModerator, offsetMs)
  if (isBarred) return <SignIn />
  if (!isOpen) return <Footer>{isOver ? t("over") : t("soon")}</Footer>
  if (canWrite && writing.stop?.kind === "banned") return <Footer isNews>{t("banned")}</Footer>
  if (canWrite && myName !== null)
    return (
      <ChatComposer
        eventId={chat.eventId}
        myId={chat.myId}
        myName={myName}
        writing={writing}
        choice={choice}
        onSend={chat.session.send}
      />
    )
  if (chat.myId !== null) return <Footer>{t("readOnly")}</Footer>
  return <SignIn />
}

function SignIn() {
  const t = useTranslations("chat")
  const href = useSignInPath()
  return (
    <Footer>
      <Button asChild variant="secondary" className="w-full">
        <a href={href} target="_top">
          {t("signIn")}
        </a>
      </Button>
    </Footer>
  )
}

function Footer({ isNews = false, children }: { isNews?: boolean; children: ReactNode }) {
  return (
    <div
      role={isNews ? "status" : undefined}
      className="border-t bg-surface px-4 py-3 text-muted text-sm pb-[max(0.75rem,env(safe-area-inset-bottom))]"
    >
      {children}
    </div>
  )
}
