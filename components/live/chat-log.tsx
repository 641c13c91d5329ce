"use client"

import { ArrowDown } from "lucide-react"
import { useTranslations } from "next-intl"
import { type KeyboardEvent, useState } from "react"
import { Button } from "#components/ui/button.tsx"
import { ChatBar } from "./chat-bar.tsx"
import { ChatMessageRow, OwnMessageRow } from "./chat-message-row.tsx"
import { nextToSend } from "./chat-store.ts"
import { UnsentLine } from "./unsent-line.tsx"
import type { Chat } from "./use-chat.ts"
import { useChatScroll } from "./use-chat-scroll.ts"

type ChatLogProps = {
  chat: Chat
  isPresenter: boolean
  isOver: boolean
  /** To where one writes. */
  onSkip: () => void
}

export function ChatLog({ chat, isPresenter, isOver, onSkip }: ChatLogProps) {
  const t = useTranslations("chat")
  const [isOlderFailed, setOlderFailed] = useState(false)
  const loadOlder = () => {
    setOlderFailed(false)
    chat.session.loadOlder().catch(() => setOlderFailed(true))
  }
  const scroll = useChatScroll({ ...chat, loadOlder })
  const next = nextToSend(chat)
  const isEmpty = chat.messages.length === 0 && chat.outbox.length === 0
  /** The button that was pressed may be gone now; whoever pressed it goes on in the list. */
  const stay = () => scroll.ref.current?.focus({ preventScroll: true })
  const goToEnd = () => {
    scroll.follow()
    stay()
  }
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (event.defaultPrevented || !isInList(event)) return
    if (event.key === "Escape") onSkip()
    else if (event.key === "End") scroll.follow()
    else return
    event.preventDefault()
  }
  return (
    <>
      {!isOver && (
        <ChatBar isPaused={scroll.isPaused} pause={scroll.pause} resume={scroll.follow} skip={onSkip} />
      )}
      <div className="relative min-h-0 flex-1">
        <div
          ref={scroll.ref}
          role="log"
          aria-label={t("log")}
          // A log speaks by itself unless told not to; ChatAnnouncements does it instead, at a pace that can be followed.
          aria-live="off"
          aria-busy={chat.isLoadingOlder}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reachable by keyboard
          tabIndex={0}
          onScroll={scroll.onScroll}
          onKeyDown={onKeyDown}
          className="h-full overflow-y-auto overscroll-contain py-3 [overflow-anchor:none] focus-visible:-outline-offset-2"
        >
          {scroll.hasOlder && (
            <div className="flex flex-col items-center gap-1 px-4 pb-3">
              <Button
                variant="ghost"
                size="sm"
                busy={chat.isLoadingOlder}
                onClick={() => {
                  scroll.showOlder()
                  stay()
                }}
              >
                {t("older")}
              </Button>
              {isOlderFailed && <p className="text-bad text-sm">{t("olderFailed")}</p>}
            </div>
          )}
          {isEmpty && (
            <p className="px-4 py-8 text-center text-muted">{isOver ? t("emptyOver") : t("empty")}</p>
          )}
          <ol>
            {scroll.shown.map((message) => (
              <ChatMessageRow
                key={message.seq}
                message={message}
                isMine={chat.isMine(message)}
                isPresenter={isPresenter}
                session={chat.session}
              />
            ))}
            {scroll.isFollowing &&
              chat.outbox.map((own) => (
                <OwnMessageRow key={own.clientId} own={own} isNext={own === next} session={chat.session} />
              ))}
          </ol>
        </div>
        {(scroll.unread > 0 || scroll.hasNewer) && (
          <Button
            size="sm"
            className="absolute bottom-3 left-1/2 -translate-x-1/2 rounded-full shadow-raised"
            onClick={goToEnd}
          >
            <ArrowDown aria-hidden />
            {scroll.unread > 0 ? t("unread", { count: scroll.unread }) : t("latest")}
          </Button>
        )}
      </div>
      <UnsentLine outbox={chat.outbox} isShown={scroll.isFollowing} onShow={goToEnd} />
    </>
  )
}

/** Not in a menu that a row opened elsewhere on the page, and not where somebody types. */
function isInList({ target, currentTarget }: KeyboardEvent<HTMLElement>) {
  if (!(target instanceof HTMLElement) || !currentTarget.contains(target)) return false
  return target.closest("input, textarea, select") === null
}
