"use client"

import { ArrowBigUp } from "lucide-react"
import { useFormatter, useTranslations } from "next-intl"
import { cn } from "#components/ui/cn.ts"

type VoteButtonProps = {
  count: number
  isPressed: boolean
  /** null: a number to read, for who may not vote for it. */
  onVote: ((wanted: boolean) => void) | null
}

const BOX =
  "flex size-11 shrink-0 flex-col items-center justify-center rounded-md text-sm tabular-nums leading-none"

export function VoteButton({ count, isPressed, onVote }: VoteButtonProps) {
  const t = useTranslations("questions")
  const format = useFormatter()
  const content = (
    <>
      <ArrowBigUp aria-hidden className={cn("size-5", isPressed && "fill-current")} />
      <span aria-hidden className="font-medium">
        {format.number(count)}
      </span>
    </>
  )
  if (!onVote)
    return (
      <div className={cn(BOX, "text-muted")}>
        {content}
        <span className="sr-only">{t("votes", { count })}</span>
      </div>
    )
  return (
    <button
      type="button"
      aria-pressed={isPressed}
      aria-label={t("vote", { count })}
      onClick={() => onVote(!isPressed)}
      className={cn(
        BOX,
        "border transition-colors duration-100",
        isPressed
          ? "border-accent bg-accent-soft text-accent"
          : "border-border-strong/60 bg-surface hover:border-border-strong hover:bg-surface-2",
      )}
    >
      {content}
    </button>
  )
}
