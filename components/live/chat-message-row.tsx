"use client"

import { Check, CheckCheck, CircleAlert, Clock, Hourglass } from "lucide-react"
import { useTranslations } from "next-intl"
import { memo, type ReactNode, useState } from "react"
import { Button } from "#components/ui/button.tsx"
import { cn } from "#components/ui/cn.ts"
import type { ChatMessage } from "#server/domain/chat.ts"
import type { ChatSession } from "./chat-session.ts"
import type { OwnMessage } from "./chat-store.ts"
import { ChatText } from "./chat-text.tsx"
import { MessageTime } from "./message-time.tsx"
import { useRowContext } from "./row-context.ts"
import { SignInAgain } from "./sign-in-again.tsx"
import { useWaitWords } from "./use-wait-words.ts"

type ChatMessageRowProps = {
  message: ChatMessage
  isMine: boolean
  /** Presenters also see which listeners' messages didn't reach the meeting. */
  isPresenter: boolean
  session: ChatSession
}

export const ChatMessageRow = memo(function ChatMessageRow({
  message,
  isMine,
  isPresenter,
  session,
}: ChatMessageRowProps) {
  const t = useTranslations("chat")
  const { aliasKey, RowMenu } = useRowContext()
  const isAlias = isMine && message.authorKey === aliasKey
  const showsFailure = message.delivery === "not_delivered" && (isMine || isPresenter)
  if (message.erased)
    return (
      <Row
        seq={message.seq}
        at={message.at}
        name={t("erased")}
        mark={markOf(message)}
        menu={RowMenu && <RowMenu message={message} />}
      >
        <p className="text-muted">{t("erasedText")}</p>
      </Row>
    )
  return (
    <Row
      seq={message.seq}
      at={message.at}
      name={isMine ? ownName(t, isAlias ? message.authorName : null) : message.authorName}
      mark={markOf(message)}
      menu={RowMenu && <RowMenu message={message} />}
    >
      {message.deleted ? (
        <Removed message={message} isMine={isMine} isModerator={RowMenu !== null} />
      ) : (
        <>
          <ChatText text={message.text} />
          {isMine && message.origin !== "meeting" && <DeliveryMark delivery={message.delivery} />}
          {showsFailure && <NotDelivered seq={message.seq} session={session} />}
        </>
      )}
    </Row>
  )
})

type RemovedProps = { message: ChatMessage; isMine: boolean; isModerator: boolean }

/** Its place stays, so that nothing moves under who reads. What the meeting has read, nobody takes back there. */
function Removed({ message, isMine, isModerator }: RemovedProps) {
  const t = useTranslations("chat")
  const isInMeeting = message.delivery === "in_meeting" || message.origin === "meeting"
  return (
    <p className="text-muted italic">
      {t(isMine ? "removedMine" : "removed")}
      {isModerator && isInMeeting && (
        <span className="block text-sm not-italic">{t("removedInMeeting")}</span>
      )}
    </p>
  )
}

type OwnMessageRowProps = {
  own: OwnMessage
  /** No other one has to be sent before it. */
  isNext: boolean
  session: ChatSession
}

export function OwnMessageRow({ own, isNext, session }: OwnMessageRowProps) {
  const t = useTranslations("chat")
  const errors = useTranslations("errors")
  const waiting = useWaitWords(own, isNext)
  const discard = (
    <Button variant="link" size="sm" onClick={() => session.withdraw(own.clientId)}>
      {t("discard")}
    </Button>
  )
  const isSessionOver = own.reason === "unauthenticated"
  return (
    <Row seq={null} at={own.at} name={ownName(t, own.alias)} mark={null}>
      <div className={cn((own.status === "sending" || own.status === "held") && "text-muted")}>
        <ChatText text={own.text} />
      </div>
      {own.status === "refused" ? (
        <Failure
          text={isSessionOver ? t("sessionOver") : t("notSent", { reason: errors(own.reason ?? "internal") })}
        >
          {isSessionOver && <SignInAgain />}
          {own.reason !== "turned_down" && (
            <Button variant="link" size="sm" onClick={() => session.retry(own.clientId)}>
              {t("sendAgain")}
            </Button>
          )}
          {discard}
        </Failure>
      ) : own.status === "held" ? (
        <Mark icon={<Hourglass aria-hidden className="size-3.5" />} label={t("held")} isSpelt />
      ) : waiting ? (
        <div className="flex flex-wrap items-baseline gap-x-3">
          <Mark icon={<Clock aria-hidden className="size-3.5 shrink-0" />} label={waiting} isSpelt />
          {discard}
        </div>
      ) : (
        <Mark icon={<Clock aria-hidden className="size-3.5" />} label={t("sending")} />
      )}
    </Row>
  )
}

type RowProps = {
  seq: number | null
  at: Date
  name: string
  mark: "presenter" | "meeting" | null
  menu?: ReactNode
  children: ReactNode
}

function Row({ seq, at, name, mark, menu, children }: RowProps) {
  const t = useTranslations("chat")
  return (
    <li data-seq={seq ?? undefined} className="group px-4 py-1.5 text-[0.9375rem] hover:bg-surface-2">
      <div className="flex items-baseline gap-2">
        <bdi className="wrap-anywhere min-w-0 overflow-clip font-semibold [overflow-clip-margin:0.25rem]">
          {name}
        </bdi>
        {mark && (
          <span
            className={cn(
              "shrink-0 rounded-sm px-1.5 text-xs leading-5",
              mark === "presenter" ? "bg-accent-soft text-accent" : "bg-surface-2 text-muted",
            )}
          >
            {t(mark)}
          </span>
        )}
        <MessageTime at={at} />
        {menu}
      </div>
      {children}
    </li>
  )
}

function DeliveryMark({ delivery }: { delivery: ChatMessage["delivery"] }) {
  const t = useTranslations("chat")
  switch (delivery) {
    case "waiting":
      return <Mark icon={<Check aria-hidden className="size-3.5" />} label={t("sent")} />
    case "in_meeting":
      return (
        <Mark icon={<CheckCheck aria-hidden className="size-3.5 text-accent" />} label={t("inMeeting")} />
      )
    case "live_page_only":
      return <Mark icon={<Check aria-hidden className="size-3.5" />} label={t("livePageOnly")} isSpelt />
    case "not_delivered":
      return null
    default:
      return delivery satisfies never
  }
}

/** A tick that says in words what it means: on hover, and to screen readers. */
function Mark({ icon, label, isSpelt = false }: { icon: ReactNode; label: string; isSpelt?: boolean }) {
  return (
    <span title={label} className="mt-0.5 flex items-center gap-1 text-muted text-xs">
      {icon}
      <span className={isSpelt ? undefined : "sr-only"}>{label}</span>
    </span>
  )
}

function NotDelivered({ seq, session }: { seq: number; session: ChatSession }) {
  const t = useTranslations("chat")
  const [progress, setProgress] = useState<"idle" | "busy" | "failed">("idle")
  const retry = () => {
    setProgress("busy")
    session.retryDelivery(seq).then(
      () => setProgress("idle"),
      () => setProgress("failed"),
    )
  }
  return (
    <Failure text={progress === "failed" ? t("retryFailed") : t("notDelivered")}>
      <Button variant="link" size="sm" busy={progress === "busy"} onClick={retry}>
        {t("retryDelivery")}
      </Button>
    </Failure>
  )
}

function Failure({ text, children }: { text: string; children: ReactNode }) {
  return (
    <div className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-1 text-bad text-sm">
      <span className="flex items-start gap-1.5">
        <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
        {text}
      </span>
      {children}
    </div>
  )
}

type Words = ReturnType<typeof useTranslations<"chat">>

function ownName(t: Words, alias: string | null) {
  return alias === null ? t("you") : t("youAs", { name: alias })
}

function markOf(message: ChatMessage) {
  if (message.origin === "presenter") return "presenter" as const
  return message.origin === "meeting" ? ("meeting" as const) : null
}
