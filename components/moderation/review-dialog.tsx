"use client"

import { Ellipsis, ShieldCheck } from "lucide-react"
import { useFormatter, useTranslations } from "next-intl"
import { useRef, useState } from "react"
import { ChatText } from "#components/live/chat-text.tsx"
import { trpc } from "#components/trpc.tsx"
import { Badge } from "#components/ui/badge.tsx"
import { Button } from "#components/ui/button.tsx"
import { Dialog, DialogContent } from "#components/ui/dialog.tsx"
import { EmptyState } from "#components/ui/empty-state.tsx"
import { Menu, MenuContent, MenuTrigger } from "#components/ui/menu.tsx"
import { Notice } from "#components/ui/notice.tsx"
import { Skeleton } from "#components/ui/skeleton.tsx"
import type { HeldMessage } from "#server/domain/moderation.ts"
import { AuthorMenu } from "./author-menu.tsx"
import { useDesk } from "./desk.ts"
import { Failure } from "./failure.tsx"
import type { Acts } from "./use-acts.ts"
import type { Queue } from "./use-queue.ts"

type ReviewDialogProps = {
  queue: Queue
  acts: Acts
  failure: string | null
  open: boolean
  onOpenChange: (open: boolean) => void
}

export function ReviewDialog({ queue, acts, failure, open, onOpenChange }: ReviewDialogProps) {
  const t = useTranslations("moderation.review")
  const common = useTranslations("common")
  const list = useRef<HTMLOListElement>(null)
  const { data } = queue
  const more = data ? data.total - data.messages.length : 0
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      <DialogContent title={t("title")} description={t("description")}>
        <Failure code={failure} />
        {queue.isError && (
          <Notice
            tone="bad"
            action={
              <Button variant="secondary" size="sm" onClick={() => void queue.refetch()}>
                {common("retry")}
              </Button>
            }
          >
            {t("failed")}
          </Notice>
        )}
        {!data && !queue.isError && <Skeleton className="h-24" />}
        {data?.messages.length === 0 && (
          <EmptyState icon={<ShieldCheck />} title={t("empty")} className="py-8">
            {t("emptyBody")}
          </EmptyState>
        )}
        {data && data.messages.length > 0 && (
          // What was decided leaves the list; the focus stays in it.
          <ol ref={list} tabIndex={-1} aria-label={t("title")} className="flex flex-col divide-y">
            {data.messages.map((message) => (
              <HeldRow
                key={message.id}
                message={message}
                acts={acts}
                onDecided={async () => {
                  list.current?.focus()
                  await queue.refetch()
                }}
              />
            ))}
          </ol>
        )}
        {more > 0 && <p className="text-muted text-sm">{t("moreWait", { count: more })}</p>}
      </DialogContent>
    </Dialog>
  )
}

type HeldRowProps = { message: HeldMessage; acts: Acts; onDecided: () => Promise<void> }

function HeldRow({ message, acts, onDecided }: HeldRowProps) {
  const t = useTranslations("moderation.review")
  const menu = useTranslations("moderation.menu")
  const format = useFormatter()
  const { eventId } = useDesk()
  const client = trpc.useUtils().client.moderation
  const [busy, setBusy] = useState<"letThrough" | "turnDown" | null>(null)
  const { id, authorName, text, at, because } = message
  const decide = async (act: "letThrough" | "turnDown") => {
    setBusy(act)
    const isDone = await acts.run(async () => {
      await client[act].mutate({ eventId, messageId: id })
      return true
    })
    // Somebody else may have decided: the list tells.
    await onDecided()
    if (!isDone) setBusy(null)
  }
  return (
    <li className="flex flex-col gap-2 py-3 first:pt-0">
      <div className="flex items-center gap-2">
        <bdi className="wrap-anywhere min-w-0 font-semibold">{authorName}</bdi>
        <time dateTime={at.toISOString()} className="shrink-0 text-muted text-xs tabular-nums">
          {format.dateTime(at, "clock")}
        </time>
        {because !== "review" && (
          <Badge tone="warn" className="ml-auto">
            {t(`because.${because}`)}
          </Badge>
        )}
      </div>
      <ChatText text={text} />
      <div className="flex flex-wrap items-center gap-2">
        <Button size="sm" busy={busy === "letThrough"} onClick={() => void decide("letThrough")}>
          {t("letThrough")}
        </Button>
        <Button
          size="sm"
          variant="secondary"
          busy={busy === "turnDown"}
          onClick={() => void decide("turnDown")}
        >
          {t("turnDown")}
        </Button>
        <Menu>
          <MenuTrigger>
            <Button
              variant="ghost"
              size="icon"
              aria-label={menu("open", { name: authorName })}
              className="ml-auto size-8"
            >
              <Ellipsis aria-hidden />
            </Button>
          </MenuTrigger>
          <MenuContent className="w-64">
            <AuthorMenu about={{ target: { message: { id } }, authorName }} hasAccount acts={acts} />
          </MenuContent>
        </Menu>
      </div>
    </li>
  )
}
