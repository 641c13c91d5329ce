"use client"

import { useTranslations } from "next-intl"
import { useState } from "react"
import { toast } from "sonner"
import { LiveChat } from "#components/live/live-panel.tsx"
import { trpc } from "#components/trpc.tsx"
import { Card } from "#components/ui/card.tsx"
import { cn } from "#components/ui/cn.ts"
import { Switch } from "#components/ui/switch.tsx"
import { RefusalNotice } from "./live-actions.tsx"
import type { Control } from "./use-control.ts"
import { refusalOf } from "./use-live-commands.ts"

export function RoomChat({ control }: { control: Control }) {
  const t = useTranslations("control.chat")
  const { view, live } = control
  const { id, enableChat } = view.webinar
  const [wanted, setWanted] = useState<boolean | null>(null)
  const [refused, setRefused] = useState<string | null>(null)
  const setChat = trpc.control.setChat.useMutation()
  const change = async (enabled: boolean) => {
    setWanted(enabled)
    setRefused(null)
    try {
      await setChat.mutateAsync({ webinarId: id, enabled })
      toast.success(t(enabled ? "turnedOn" : "turnedOff"))
    } catch (error) {
      setRefused(refusalOf(error).code)
    }
    await control.reread()
    setWanted(null)
  }
  return (
    // Beside the preview the chat fills a height of its own: its messages scroll, the page doesn't grow.
    <div className={cn("relative", enableChat && "lg:min-h-152")}>
      <Card className={cn("flex min-h-0 flex-col overflow-hidden", enableChat && "lg:absolute lg:inset-0")}>
        <div className="flex flex-col gap-2 border-b px-5 py-4">
          <Switch
            label={t("enabled")}
            help={enableChat ? t(`route.${view.chatRoute}`) : t("off")}
            checked={wanted ?? enableChat}
            onCheckedChange={(enabled) => {
              if (wanted === null) void change(enabled)
            }}
          />
          {refused && <RefusalNotice code={refused} />}
        </div>
        {enableChat && (
          <div className="h-112 min-h-0 lg:h-auto lg:flex-1">
            <LiveChat live={live} />
          </div>
        )}
      </Card>
    </div>
  )
}
