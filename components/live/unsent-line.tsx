"use client"

import { ArrowDown } from "lucide-react"
import { useTranslations } from "next-intl"
import { Button } from "#components/ui/button.tsx"
import type { OwnMessage } from "./chat-store.ts"

type UnsentLineProps = {
  outbox: readonly OwnMessage[]
  /** The list shows them. */
  isShown: boolean
  onShow: () => void
}

/** Own messages stand at the list's end; whoever reads elsewhere is told of them, and finds them. */
export function UnsentLine({ outbox, isShown, onShow }: UnsentLineProps) {
  const t = useTranslations("chat")
  const held = outbox.filter(({ status }) => status === "held").length
  const unsent = outbox.length - held
  const isNews = !isShown && outbox.length > 0
  return (
    <div role="status" className="shrink-0 border-t bg-surface-2 px-4 py-1.5 text-sm empty:hidden">
      {isNews && (
        <Button variant="link" size="sm" onClick={onShow}>
          <ArrowDown aria-hidden />
          {unsent > 0 ? t("unsent", { count: unsent }) : t("heldCount", { count: held })}
        </Button>
      )}
    </div>
  )
}
